"""Read the catalogue's YAML files into raw services that remember their file and lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from services_db.errors import Problem
from services_db.lined_yaml import LinedDict, load_lined

CATALOGUE_DIR: Final = Path(__file__).parent / "catalogue"


@dataclass(frozen=True, slots=True)
class RawService:
    """One service as the editor typed it, not yet judged."""

    file: str
    data: LinedDict

    def line(self, key: str | None = None) -> int:
        """1-based line of the service, or of one of its keys."""
        return self.data.key_lines.get(key or "", self.data.line)


def read_catalogue(folder: Path = CATALOGUE_DIR) -> tuple[list[RawService], list[Problem]]:
    """All services of all files in file and line order, and what could not be read at all."""
    services: list[RawService] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yml")):
        loaded = _load(path)
        if isinstance(loaded, Problem):
            problems.append(loaded)
            continue
        for entry in loaded:
            if isinstance(entry, LinedDict):
                services.append(RawService(path.name, entry))
            else:
                problems.append(Problem(path.name, 1, f"services 下有一项不是“键: 值”的形式：{entry!r}"))
    if not services and not problems:
        problems.append(Problem(str(folder), 0, "没有找到任何事项"))
    return services, problems


def _load(path: Path) -> list[Any] | Problem:
    content = path.read_bytes()
    try:
        document = load_lined(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        return Problem(path.name, content[: error.start].count(b"\n") + 1, "文件不是 UTF-8 编码")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Problem(path.name, mark.line + 1 if mark else 1, f"YAML 写法有误：{error.problem}")
    except (yaml.YAMLError, ValueError) as error:
        return Problem(path.name, 1, f"YAML 写法有误：{error}")
    if not isinstance(document, LinedDict) or not isinstance(document.get("services"), list):
        return Problem(path.name, 1, "文件应以 services: 开头，下面逐项列出事项")
    return list(document["services"])
