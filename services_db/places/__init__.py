"""Places out of directories that departments publish: imported, kept apart from the catalogue, found nearby."""
