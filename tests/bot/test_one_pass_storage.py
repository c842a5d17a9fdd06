"""A model's archive unpacked in one pass: the same files as Rasa's own way, and nothing outside the folder."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage

from bot.one_pass_storage import OnePassStorage


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_unpacks_what_rasa_unpacks(small_model: Path, tmp_path: Path) -> None:
    folders = [tmp_path / "ours", tmp_path / "rasas"]
    for storage, folder in zip((OnePassStorage, LocalModelStorage), folders, strict=True):
        folder.mkdir()
        _, metadata = storage.from_model_archive(folder, small_model)
        assert metadata.predict_schema.nodes
    ours, rasas = map(_contents, folders)
    assert ours == rasas and any("understanding" in name for name in ours)


@pytest.mark.parametrize("name", ["../outside.txt", "components/../../outside.txt"])
def test_path_that_leads_outside_is_refused(tmp_path: Path, name: str) -> None:
    archive, folder = tmp_path / "evil.tar.gz", tmp_path / "in" / "folder"
    folder.mkdir(parents=True)
    with tarfile.open(archive, "w:gz") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = 4
        tar.addfile(entry, io.BytesIO(b"evil"))
    with pytest.raises(tarfile.FilterError):
        OnePassStorage.from_model_archive(folder, archive)
    assert not list(tmp_path.rglob("outside.txt"))


def test_torn_archive_is_refused(small_model: Path, tmp_path: Path) -> None:
    torn, folder = tmp_path / "torn.tar.gz", tmp_path / "folder"
    folder.mkdir()
    torn.write_bytes(small_model.read_bytes()[:5000])
    with pytest.raises((tarfile.ReadError, EOFError)):
        OnePassStorage.from_model_archive(folder, torn)
