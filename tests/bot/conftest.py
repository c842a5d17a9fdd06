"""A small model, trained once: a few services and the small intents, on the real pipeline, domain and rules."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import yaml

from bot import EmbeddedBot, VolatileMemory
from bot.training import ROOT, TrainingSources, train
from services_db import Catalogue

SERVICES = ("cervical-breast-screening", "childcare-under-3", "respite-care", "hotline-12338")
EXAMPLES_EACH = 25
DISCLOSURES_EACH = 6
"""Of the full data one line in twelve discloses danger; beside so few services more would make everything danger."""


def small_sources(folder: Path) -> TrainingSources:
    """The real training files, cut down to a few services and a few examples of each block."""
    entries = []
    for path in sorted((ROOT / "nlu/data").rglob("*.yml")):
        for entry in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]:
            base, _, ident = entry["intent"].partition("/")
            if base != "ask_service" or ident in SERVICES:
                most = DISCLOSURES_EACH if base == "disclose" else EXAMPLES_EACH
                lines = entry["examples"].splitlines()[:most]
                entries.append(entry | {"examples": "\n".join(lines) + "\n"})
    (folder / "small.yml").write_text(yaml.safe_dump({"nlu": entries}, allow_unicode=True), encoding="utf-8")
    return TrainingSources(training_files=(str(folder), "bot/rules.yml"))


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    model = tmp_path_factory.mktemp("model") / "small.tar.gz"
    assert train(model, small_sources(tmp_path_factory.mktemp("nlu")))
    return model


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def bot(small_model: Path, catalogue: Catalogue) -> AsyncIterator[EmbeddedBot]:
    embedded = EmbeddedBot(small_model, catalogue, VolatileMemory())
    await embedded.start()
    yield embedded
    await embedded.close()
