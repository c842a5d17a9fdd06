"""The account's menu from menu.yml: WeChat's form of it, the replies to its buttons, and WeChat's limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

MENU_FILE: Final = Path(__file__).parent / "menu.yml"
_MOST_TOP, _MOST_SUB = 3, 5
_TOP_NAME, _SUB_NAME = 16, 40
_KEY, _URL, _REPLY = 128, 256, 2048
_KINDS: Final = ("click", "view", "url", "location", "sub")


@dataclass(frozen=True, slots=True)
class Menu:
    """`entries` as the file has them; `base` is PUBLIC_URL, before the paths of our own pages."""

    entries: tuple[Mapping[str, Any], ...]
    base: str = ""

    @classmethod
    def read(cls, base: str = "", path: Path = MENU_FILE) -> Menu:
        """The menu in a file; raises ValueError with a Chinese sentence when it is no list of buttons."""
        try:
            entries = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        except YAMLError as error:
            raise ValueError(f"{path.name} 不是合格的 YAML：{error}") from error
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise ValueError(f"{path.name} 应是一列菜单，每条都有 name")
        return cls(tuple(entries), base.rstrip("/"))

    def replies(self) -> dict[str, str]:
        """What a click on a button says, by its key."""
        return {str(b["click"]): str(b["reply"]).strip() for b in self._buttons() if b.get("click") and b.get("reply")}

    def to_wechat(self) -> dict[str, Any]:
        """The body of /cgi-bin/menu/create."""
        return {"button": [self._button(entry) for entry in self.entries]}

    def problems(self) -> list[str]:
        """Everything that WeChat would refuse or a citizen would trip over, as Chinese sentences."""
        found = list(self._top_problems())
        for entry in self.entries:
            found += self._entry_problems(entry, _TOP_NAME)
            for sub in entry.get("sub") or ():
                found += self._entry_problems(sub, _SUB_NAME) if isinstance(sub, dict) else ["二级菜单应有 name"]
        keys = [str(button[kind]) for button in self._buttons() for kind in ("click", "location") if button.get(kind)]
        found += [f"“{key}”用了两次，点了分不清" for key in sorted({key for key in keys if keys.count(key) > 1})]
        return found

    def lines(self) -> list[str]:
        """The menu as people read it."""
        lines = []
        for entry in self.entries:
            lines.append(f"[{entry.get('name')}] {self._does(entry)}".rstrip())
            lines += [f"  - {sub.get('name')}  {self._does(sub)}" for sub in entry.get("sub") or ()]
        return lines

    def _buttons(self) -> Iterator[Mapping[str, Any]]:
        for entry in self.entries:
            yield entry
            yield from (sub for sub in entry.get("sub") or () if isinstance(sub, dict))

    def _button(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        name = str(entry["name"])
        if entry.get("sub"):
            return {"name": name, "sub_button": [self._button(sub) for sub in entry["sub"]]}
        if entry.get("click"):
            return {"type": "click", "name": name, "key": str(entry["click"])}
        if entry.get("location"):
            return {"type": "location_select", "name": name, "key": str(entry["location"])}
        return {"type": "view", "name": name, "url": self._url(entry)}

    def _url(self, entry: Mapping[str, Any]) -> str:
        return str(entry["url"]) if entry.get("url") else f"{self.base}{entry.get('view', '')}"

    def _does(self, entry: Mapping[str, Any]) -> str:
        if entry.get("sub"):
            return ""
        if entry.get("click"):
            return f"回复：{str(entry.get('reply', '')).strip().splitlines()[0] if entry.get('reply') else '（没写）'}"
        return "选位置" if entry.get("location") else f"打开 {self._url(entry)}"

    def _top_problems(self) -> Iterator[str]:
        if not 1 <= len(self.entries) <= _MOST_TOP:
            yield f"一级菜单应有 1 到 {_MOST_TOP} 个，现在有 {len(self.entries)} 个"
        for entry in self.entries:
            subs = entry.get("sub")
            if subs is not None and not (isinstance(subs, list) and 1 <= len(subs) <= _MOST_SUB):
                yield f"“{entry.get('name')}”的二级菜单应有 1 到 {_MOST_SUB} 个"

    def _entry_problems(self, entry: Mapping[str, Any], name_bytes: int) -> Iterator[str]:
        name = str(entry.get("name") or "")
        if not 1 <= len(name.encode()) <= name_bytes:
            yield f"名字“{name}”应有 1 到 {name_bytes} 字节（一个汉字 3 字节），现在 {len(name.encode())} 字节"
        kinds = [kind for kind in _KINDS if entry.get(kind)]
        if len(kinds) != 1 or (kinds == ["sub"] and name_bytes == _SUB_NAME):
            yield f"“{name}”应有 click、view、url、location 里的一个，一级菜单也可以是 sub"
            return
        kind = kinds[0]
        if kind in ("click", "location") and len(str(entry[kind]).encode()) > _KEY:
            yield f"“{name}”的 {kind} 超过 {_KEY} 字节"
        if kind == "click" and not 1 <= len(str(entry.get("reply") or "").strip().encode()) <= _REPLY:
            yield f"“{name}”的 reply 应有 1 到 {_REPLY} 字节"
        if kind in ("view", "url"):
            yield from self._url_problems(name, self._url(entry))

    def _url_problems(self, name: str, url: str) -> Iterator[str]:
        if not url.startswith(("https://", "http://")):
            yield f"“{name}”要打开的“{url}”不是完整的网址；本站的页面要先设 PUBLIC_URL"
        if len(url.encode()) > _URL:
            yield f"“{name}”的网址超过 {_URL} 字节"
