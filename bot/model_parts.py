"""Which components a model is made of: written down beside the archive by the training, because reading it out of the
archive takes half a second of every start."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path


def write_parts(model: Path) -> None:
    """Write the full class names of a model's components beside its archive."""
    with tarfile.open(model) as archive:
        metadata = next(member for member in archive if Path(member.name).name == "metadata.json")
        nodes = json.load(archive.extractfile(metadata))["predict_schema"]["nodes"].values()  # type: ignore[arg-type]
    parts = {"bytes": model.stat().st_size, "components": [node["uses"] for node in nodes]}
    parts_file(model).write_text(json.dumps(parts, indent=1) + "\n", encoding="utf-8")


def parts_of(model: Path) -> tuple[str, ...] | None:
    """The components as written down; None when nothing is, or it belongs to another archive."""
    try:
        parts = json.loads(parts_file(model).read_text(encoding="utf-8"))
        return tuple(parts["components"]) if parts["bytes"] == model.stat().st_size else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def parts_file(model: Path) -> Path:
    """The file beside the archive."""
    return model.with_name(model.name + ".parts.json")
