"""A model without a neural part is served without TensorFlow; any other with it. Each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.model_parts import parts_file, parts_of
from bot.training import ROOT

SERVE = """
import asyncio, json, sys
from pathlib import Path
from bot import EmbeddedBot, VolatileMemory
from services_db import Catalogue

async def main(model, url):
    bot = EmbeddedBot(Path(model), Catalogue.open(url), VolatileMemory())
    await bot.start()
    replies = [await bot.reply("a", text) for text in ("喘息服务是什么", "要钱吗", "asdfgh", "你好")]
    real = hasattr(sys.modules["tensorflow"], "__file__") and bool(sys.modules["tensorflow"].__file__)
    print(json.dumps({"real": real, "replies": [reply.to_payload() for reply in replies]}))

asyncio.run(main(*sys.argv[1:]))
"""


def _serve(model: Path, url: str) -> dict[str, object]:
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "ignore", "-c", SERVE, str(model), url]
    done = subprocess.run(command, env=os.environ | quiet, capture_output=True, text=True, timeout=180, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_training_writes_down_the_components(small_model: Path) -> None:
    parts = parts_of(small_model)
    assert parts and "nlu.components.service_classifier.ServiceClassifier" in parts


def test_same_answers_with_and_without_tensorflow(small_model: Path, served_url: str, tmp_path: Path) -> None:
    without = _serve(small_model, served_url)
    unknown = tmp_path / "unknown.tar.gz"
    unknown.write_bytes(small_model.read_bytes())
    with_it = _serve(unknown, served_url)
    assert (without["real"], with_it["real"]) == (False, True)
    assert without["replies"] == with_it["replies"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"bytes": 1, "components": ["nlu.x"]}'])
def test_what_is_written_down_of_another_archive_does_not_count(tmp_path: Path, content: str) -> None:
    model = tmp_path / "model.tar.gz"
    model.write_bytes(b"another")
    parts_file(model).write_text(content)
    assert parts_of(model) is None


def test_neural_component_is_served_with_the_real_tensorflow() -> None:
    code = (
        "import sys; from bot.without_tensorflow import leave_out_tensorflow as leave_out\n"
        "diet = 'rasa.nlu.classifiers.diet_classifier.DIETClassifier'\n"
        "print(leave_out(['nlu.x', diet]), leave_out(None), leave_out([]), leave_out(['nlu.x']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "False", "True"]
