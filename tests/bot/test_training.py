"""Training is skipped when nothing changed, by content and not by date."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from bot.training import ROOT, TrainingSources, is_current, train


def test_fingerprint_follows_contents_and_not_dates(tmp_path: Path) -> None:
    for name in ("config.yml", "domain.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    sources = TrainingSources(root=tmp_path)
    before = sources.fingerprint()
    os.utime(tmp_path / "config.yml", (1, 1))
    assert sources.fingerprint() == before
    with (tmp_path / "config.yml").open("a", encoding="utf-8") as config:
        config.write("# changed\n")
    assert sources.fingerprint() != before


def test_current_model_is_not_trained_again(tmp_path: Path) -> None:
    model = tmp_path / "model.tar.gz"
    model.write_bytes(b"trained already")
    sources = TrainingSources()
    (tmp_path / "model.tar.gz.fingerprint").write_text(sources.fingerprint() + "\n")
    assert is_current(model, sources)
    assert train(model, sources) is False
    assert model.read_bytes() == b"trained already"


def test_model_without_its_mark_is_not_current(tmp_path: Path) -> None:
    model = tmp_path / "model.tar.gz"
    model.write_bytes(b"half written")
    assert not is_current(model, TrainingSources())
