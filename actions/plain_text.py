"""Say cards as plain text: the words a WeChat user reads, and the `text` of every reply."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from actions.places_card import places_text
from actions.reply import Card


def plain_text(cards: Iterable[Card]) -> str:
    """All cards, one after the other, without empty lines."""
    return "\n".join(_RENDERERS[card["type"]](card) for card in cards)


def _text(card: Card) -> str:
    return str(card["text"])


def _service(card: Card) -> str:
    lines = [f"【{card['name']}】", *map(fact_line, card["facts"]), *card["notes"], *map(phone_line, card["phones"])]
    return "\n".join(lines)


def _options(card: Card) -> str:
    lines = [card["text"]] if card["text"] else []
    return "\n".join([*lines, *(f"{n}. {option['title']}" for n, option in enumerate(card["options"], 1))])


def _crisis(card: Card) -> str:
    lines = [card["text"]]
    if card["facts"]:
        lines += ["规划里是这样写的：", *map(fact_line, card["facts"])]
    return "\n".join(lines)


def fact_line(fact: Mapping[str, Any]) -> str:
    """What a fact says, then its clause and the quoted words."""
    if not fact["clause"]:
        return str(fact["text"])
    quote = str(fact["quote"]).replace("\t", " ")
    return f"{fact['text']}\n（依据：{fact['label']}“{quote}”）"


def phone_line(phone: Mapping[str, str]) -> str:
    """One number with its name and the reason to call it."""
    return f"电话：{phone['number']}（{phone['name']}）。{phone['why']}"


def number_options(titles: Sequence[str]) -> list[dict[str, str]]:
    """Options for a card; what is sent when one is tapped is its title."""
    return [{"title": title, "value": title} for title in titles]


_RENDERERS: Final[Mapping[str, Callable[[Card], str]]] = {
    "text": _text,
    "service": _service,
    "indicator": _service,
    "options": _options,
    "crisis": _crisis,
    "places": places_text,
}
