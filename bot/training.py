"""Train the model: with visible progress, skipped when nothing that it depends on has changed."""

from __future__ import annotations

import contextlib
import hashlib
import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.errors import BotUnavailable
from bot.model_parts import write_parts
from nlu.quiet_rasa import quiet_rasa

ROOT: Final = Path(__file__).parent.parent
DEFAULT_MODEL: Final = ROOT / "models" / "xiaoou.tar.gz"
_INPUTS: Final = (
    "config.yml",
    "domain.yml",
    "requirements.lock",
    "bot/rules.yml",
    "nlu/*.py",
    "nlu/components/*.py",
    "nlu/concepts.yml",
    "nlu/data/**/*.yml",
    "nlu/dictionary/*",
    "services_db/*.py",
    "services_db/catalogue/*.yml",
    "services_db/texts/*",
)

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TrainingSources:
    """What a model is trained from: Rasa's files, and the folder that the fingerprint is taken over."""

    root: Path = ROOT
    config: str = "config.yml"
    domain: str = "domain.yml"
    training_files: tuple[str, ...] = ("nlu/data", "bot/rules.yml")

    def fingerprint(self) -> str:
        """A hash over the contents of everything the model depends on; file dates do not count."""
        digest = hashlib.sha256()
        for path in sorted(self._files()):
            digest.update(str(path.relative_to(self.root)).encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def _files(self) -> Iterator[Path]:
        for pattern in _INPUTS:
            yield from (path for path in self.root.glob(pattern) if path.is_file())


def is_current(model: Path, sources: TrainingSources) -> bool:
    """Whether the model on disk was trained from exactly these sources."""
    mark = _mark(model)
    return model.is_file() and mark.is_file() and mark.read_text().strip() == sources.fingerprint()


def train(
    model: Path = DEFAULT_MODEL,
    sources: TrainingSources | None = None,
    progress: Progress = lambda _step: None,
    force: bool = False,
) -> bool:
    """Train into `model`; False when it was current already. The old model stays until the new one is whole."""
    sources = sources or TrainingSources()
    if not force and is_current(model, sources):
        return False
    fingerprint = sources.fingerprint()
    with tempfile.TemporaryDirectory() as folder:
        progress("读训练数据，训练模型（一两分钟）")
        made = _run_rasa(sources, Path(folder))
        progress("保存模型")
        model.parent.mkdir(parents=True, exist_ok=True)
        _mark(model).unlink(missing_ok=True)
        part = model.with_suffix(".part")
        shutil.move(made, part)
        part.replace(model)
    write_parts(model)
    _mark(model).write_text(fingerprint + "\n")
    return True


def _run_rasa(sources: TrainingSources, folder: Path) -> Path:
    quiet_rasa()
    import rasa.model_training

    chatter = io.StringIO()
    with contextlib.redirect_stdout(chatter), contextlib.redirect_stderr(chatter):
        result = rasa.model_training.train(
            domain=str(sources.root / sources.domain),
            config=str(sources.root / sources.config),
            training_files=[str(sources.root / name) for name in sources.training_files],
            output=str(folder),
            force_training=True,
            fixed_model_name="model",
        )
    if result.code != 0 or not result.model:
        raise BotUnavailable(f"training ended with code {result.code}: {chatter.getvalue()[-2000:]}")
    return Path(result.model)


def _mark(model: Path) -> Path:
    return model.with_name(model.name + ".fingerprint")
