"""Read WeChat's XML without trusting it: no DTD, no entities, no depth, no doubles, UTF-8 only."""

from __future__ import annotations

from typing import Final, cast
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

_MAX_DEPTH: Final = 6
_MAX_ELEMENTS: Final = 200
_TOP: Final = 2


class XmlRefused(Exception):
    """Not the XML of a WeChat push."""


def read_fields(body: bytes) -> dict[str, str]:
    """The elements below the root by name; inner ones by dotted path (`SendLocationInfo.Label`), the first of several.

    Raises XmlRefused for everything that WeChat would not send.
    """
    try:
        text = body.decode("utf-8")
        parser = DefusedXMLParser(target=_Fields(), forbid_dtd=True)
        parser.feed(text.removeprefix("\ufeff"))
        return cast("dict[str, str]", parser.close())
    except (ParseError, DefusedXmlException, UnicodeError, ValueError) as error:
        raise XmlRefused(type(error).__name__) from error


class _Fields:
    """An XML parser's target that never builds a tree, so that a hostile one costs nothing."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._words: list[str] = []
        self._found: dict[str, str] = {}
        self._elements = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._path.append(tag)
        self._elements += 1
        if len(self._path) > _MAX_DEPTH or self._elements > _MAX_ELEMENTS:
            raise XmlRefused("too deep or too many elements")
        self._words.clear()

    def data(self, words: str) -> None:
        self._words.append(words)

    def end(self, tag: str) -> None:
        name = ".".join(self._path[1:])
        if len(self._path) == _TOP and name in self._found:
            raise XmlRefused("an element twice")
        if name:
            self._found.setdefault(name, "".join(self._words))
        self._words.clear()
        self._path.pop()

    def close(self) -> dict[str, str]:
        return self._found
