"""The rooms' doors open one way, and each room says what it is for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "services_db": set(),
    "nlu": {"services_db"},
    "actions": {"services_db"},
    "bot": {"nlu", "actions", "services_db"},
    "api": {"bot", "services_db"},
}
MAX_LINES = 330


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_room_imports_only_what_it_may(room: str) -> None:
    for path in (ROOT / room).rglob("*.py"):
        strangers = _imports(path) & (set(MAY_IMPORT) | {"tests"}) - MAY_IMPORT[room] - {room}
        assert not strangers, f"{path.relative_to(ROOT)} imports {strangers}"


@pytest.mark.parametrize("room", [*MAY_IMPORT, "tests"])
def test_room_has_a_readme(room: str) -> None:
    assert (ROOT / room / "README.md").read_text(encoding="utf-8").startswith(f"# {room}")


def test_modules_stay_small() -> None:
    for room in MAY_IMPORT:
        for path in (ROOT / room).rglob("*.py"):
            assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES, path.name


def test_lock_names_no_address_and_has_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock and "--hash=sha256:" in lock
