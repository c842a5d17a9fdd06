"""Unpack a model's archive in one pass: Rasa's own way reads it twice, first to look for paths that lead outside."""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import Any, Final

from rasa.engine.storage.local_model_storage import LocalModelStorage

_BUFFER: Final = 1024 * 1024


class OnePassStorage(LocalModelStorage):
    """LocalModelStorage, with the safety of Python's `data` filter, which refuses such a path when it comes to it."""

    @staticmethod
    def _extract_archive_to_directory(model_archive_path: str | Path, temporary_directory: Path) -> None:
        options: Any = {"bufsize": _BUFFER, "copybufsize": _BUFFER}
        with tarfile.open(model_archive_path, "r|gz", **options) as archive:
            archive.extractall(temporary_directory, filter="data")
        LocalModelStorage._assert_not_rasa2_archive(temporary_directory)
