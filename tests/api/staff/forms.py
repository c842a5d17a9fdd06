"""Read a form as a browser would send it."""

from __future__ import annotations

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self, action: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._action, self._inside = action, False
        self._area: str | None = None
        self._select: str | None = None
        self._chosen: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._inside = given.get("action") == self._action
        elif not self._inside:
            return
        elif tag == "input":
            kind = given.get("type", "text")
            if kind not in ("checkbox", "radio", "submit", "file") or "checked" in given:
                self.fields.setdefault(given.get("name", ""), []).append(given.get("value", ""))
        elif tag == "textarea":
            self._area, self._text = given["name"], ""
        elif tag == "select":
            self._select, self._chosen = given["name"], None
        elif tag == "option" and (self._chosen is None or "selected" in given):
            self._chosen, self._text = given.get("value"), ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._area:
            self.fields[self._area], self._area = [self._text.removeprefix("\n")], None
        elif tag == "option" and self._select and self._chosen is None:
            self._chosen = self._text
        elif tag == "select" and self._select:
            self.fields[self._select], self._select = [self._chosen or ""], None


def fields_in(page: str, action: str) -> dict[str, list[str]]:
    """The fields of the form on a page that is sent to this address, as they are filled in."""
    reader = _Reader(action)
    reader.feed(page)
    assert reader.fields, f"no form for {action}"
    return reader.fields
