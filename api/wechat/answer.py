"""What leaves the door: one WeChat message now, and the pages that wait for “更多”."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """A card with a title, a few lines and an address to open."""

    title: str
    description: str
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in WeChat's form: `pages` of text within 2048 bytes each, or an `article` and then pages."""

    pages: tuple[str, ...] = ()
    article: Article | None = None

    @classmethod
    def saying(cls, *pages: str) -> Answer:
        """An answer that is words only."""
        return cls(pages)

    @property
    def text(self) -> str:
        """The first page; empty for an article or no answer."""
        return self.pages[0] if self.pages else ""

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to send: WeChat is told `success`."""
        return self.article is None and not self.text

    @property
    def rest(self) -> tuple[str, ...]:
        """The pages that wait for “更多”."""
        return self.pages if self.article else self.pages[1:]

    def to_json(self) -> str:
        """As the database keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, stored: str) -> Answer:
        """The reverse of `to_json`."""
        parts = json.loads(stored)
        return cls(tuple(parts["pages"]), Article(**parts["article"]) if parts["article"] else None)


SILENT = Answer()
"""Nothing to send; WeChat is told `success`."""
