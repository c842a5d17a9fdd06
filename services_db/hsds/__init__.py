"""The catalogue as open data after HSDS 3.1: records, shelves to serve them from, and the tabular data package."""

from pathlib import Path
from typing import Final

from services_db.hsds.directory import Directory
from services_db.hsds.fields import HSDS_VERSION, KINDS, Field, Kind
from services_db.hsds.links import published
from services_db.hsds.offers import MOST_NESTED, Block, Offers
from services_db.hsds.package import Published, write_package
from services_db.hsds.place_sets import PlaceFilters
from services_db.hsds.shelves import Entry, Filters, PageBounds, Shelf, page_of
from services_db.hsds.taxonomies import TAXONOMIES

PROFILE_FILES: Final = Path(__file__).parent / "profile"
"""JSON Merge Patch files: what we add to the standard's schemas, one file an object."""

__all__ = [
    "HSDS_VERSION",
    "KINDS",
    "MOST_NESTED",
    "PROFILE_FILES",
    "TAXONOMIES",
    "Block",
    "Directory",
    "Entry",
    "Field",
    "Filters",
    "Kind",
    "Offers",
    "PageBounds",
    "PlaceFilters",
    "Published",
    "Shelf",
    "page_of",
    "published",
    "write_package",
]
