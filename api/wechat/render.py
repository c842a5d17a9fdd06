"""The neutral reply as WeChat shows it: the same words, with numbers to touch and pages to open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from api.wechat.answer import Answer, Article
from api.wechat.paging import pages_of, shortened
from api.wechat.words import words
from api.wechat.xml_out import without_controls
from bot import Reply, Status

_TITLE_BYTES: Final = 120
_DESCRIPTION_BYTES: Final = 480
_SHORT_NUMBER: Final = 3
_MARKUP: Final = re.compile(r"<(?=[a-zA-Z/!])")


class Renderer:
    """Renders for one gateway; `public_url` is where people open its pages, empty when nowhere."""

    def __init__(self, public_url: str, hotlines: Iterable[str]) -> None:
        self._base = public_url.rstrip("/")
        self._hotlines = tuple(number for number in hotlines if len(number) > _SHORT_NUMBER)

    def render(self, reply: Reply, lead: str = "") -> Answer:
        """The answer to send; a crisis is always words, the number in its first line."""
        article = None if lead else self._article(reply)
        if article:
            return Answer(article=article)
        parts = (_plain(lead), _plain(reply.text), *self._links(reply))
        return self._paged("\n".join(filter(None, parts)), _numbers(reply))

    def join(self, answers: Sequence[Answer], lead: str = "") -> Answer:
        """Several answers as pages of one, in order; `lead` is said first."""
        suffix = f"\n{words('more')}"
        parts = [lead] if lead else []
        for answer in answers:
            if answer.article:
                article = answer.article
                parts.append(
                    f'【{article.title}】\n{article.description}\n<a href="{article.url}">{words("open_page")}</a>'
                )
            parts.append("\n".join(page.removesuffix(suffix) for page in answer.pages))
        return Answer(pages_of("\n\n".join(filter(None, parts)), words("more")))

    def say(self, text: str, numbers: Iterable[str] = ()) -> Answer:
        """Words as pages, numbers ready to be called at a touch."""
        return self._paged(_plain(text), numbers)

    def _paged(self, text: str, numbers: Iterable[str]) -> Answer:
        return Answer(pages_of(self._dialled(text, numbers), words("more")))

    def _article(self, reply: Reply) -> Article | None:
        """A card when one service is the whole answer; what was asked of it in particular is answered in words."""
        told = self._base and reply.status is Status.ANSWERED and reply.safety is None and reply.facet in (None, "what")
        if not told or not reply.cards or reply.cards[0]["type"] != "service":
            return None
        card, *others = reply.cards
        if any(other["type"] != "text" for other in others):
            return None
        text = reply.text.removeprefix(f"【{card['name']}】").strip()
        room = _DESCRIPTION_BYTES - len(words("see_page").encode()) - 1
        description = f"{shortened(without_controls(text), room)}\n{words('see_page')}"
        return Article(shortened(card["name"], _TITLE_BYTES), description, self._base + card["url"])

    def _links(self, reply: Reply) -> Iterable[str]:
        """Lines after the words: the page of the service, the maps of places."""
        if reply.status is Status.CRISIS:
            return
        for card in reply.cards:
            if card["type"] in ("service", "indicator") and self._base and card.get("url"):
                yield _link(self._base + card["url"], words("open_page"))
            if card["type"] == "places":
                maps = [
                    _link(item["map_links"]["tencent"], item["name"]) for item in card["items"] if item["map_links"]
                ]
                if maps:
                    yield words("map") + " ".join(maps)

    def _dialled(self, text: str, numbers: Iterable[str]) -> str:
        """The text with its markup made harmless outside our own links, and its numbers as links."""
        known = sorted({*self._hotlines, *numbers}, key=len, reverse=True)
        pattern = re.compile(rf"(?<![\d\-])(?:{'|'.join(map(re.escape, known))})(?![\d\-])") if known else None
        parts = _OUR_LINK.split(text)
        # Odd parts are links that `_link` made: the marks around them cannot be typed.
        return "".join(
            part if n % 2 else _with_dial_links(_MARKUP.sub("＜", part), pattern) for n, part in enumerate(parts)
        ).translate(_UNMARK)


_OPEN, _CLOSE = "\ue000", "\ue001"
_OUR_LINK: Final = re.compile(f"({_OPEN}[^{_CLOSE}]*{_CLOSE})")
_UNMARK: Final = {ord(_OPEN): None, ord(_CLOSE): None}


def _plain(text: str) -> str:
    """Words without anything that could pass for one of our links."""
    return without_controls(text).translate(_UNMARK)


def _link(url: str, words_shown: str) -> str:
    shown = words_shown.replace("<", "＜").replace(">", "＞")
    return f'{_OPEN}<a href="{url.replace(chr(34), "%22")}">{shown}</a>{_CLOSE}'


def _with_dial_links(text: str, pattern: re.Pattern[str] | None) -> str:
    return pattern.sub(lambda found: f'<a href="tel:{found[0]}">{found[0]}</a>', text) if pattern else text


def _numbers(reply: Reply) -> list[str]:
    """The numbers that the reply's cards name."""
    found: list[str] = []
    for card in reply.cards:
        found += card.get("numbers", ())
        found += [phone["number"] for phone in card.get("phones", ())]
        for item in card.get("items", ()) if card["type"] == "places" else ():
            found += _phones(item)
    return [number for number in found if re.fullmatch(r"[\d\-]{3,20}", number)]


def _phones(item: Mapping[str, Any]) -> list[str]:
    return [str(phone) for phone in item.get("phones", ())]
