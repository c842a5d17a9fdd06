"""The card of places: name, address, distance, hours today, phones, ways to the map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from actions.reply import Card
from services_db.fields import PLACE_KINDS
from services_db.places.opening import Opening, opening_of
from services_db.places.records import Found, FoundPage
from services_db.places.telling import distance_words, free_words, map_links, phone_words

CALL_FIRST: Final = "名录会变，去之前先打电话问一声。"


def places_card(title: str, page: FoundPage, now: datetime, note: str | None = None) -> Card:
    """One page of places; `note` is said after them."""
    openings = [opening_of(found.place.hours, now) for found in page.items]
    notes = [note, *dict.fromkeys(opening.note for opening in openings if opening.note), CALL_FIRST]
    return {
        "type": "places",
        "title": title,
        "items": [_item(found, opening) for found, opening in zip(page.items, openings, strict=True)],
        "more": page.more,
        "note": "".join(words for words in notes if words),
    }


def _item(found: Found, opening: Opening) -> dict[str, Any]:
    place = found.place
    return {
        "id": place.id,
        "name": place.name,
        "kind": PLACE_KINDS[place.kind],
        "address": place.address,
        "county": place.county,
        "town": place.town,
        "distance_m": found.distance_m,
        "open_now": opening.open_now,
        "hours": opening.today,
        "next_opening": f"{opening.next_opening} 开门" if opening.next_opening else None,
        "phones": [phone_words(phone) for phone in place.phones],
        "map_links": map_links(place.name, place.address, place.point) if place.point else None,
        "free": free_words(place.capacity),
        "source": place.source,
        "checked_on": place.checked_on.isoformat() if place.checked_on else None,
    }


def places_text(card: Card) -> str:
    """The card as plain text."""
    lines = [f"【{card['title']}】"]
    for n, item in enumerate(card["items"], 1):
        lines += [f"{n}. {item['name']}{_in_brackets(item)}", *_details(item)]
    lines += _sources(card["items"])
    if card["note"]:
        lines.append(card["note"])
    if card["more"]:
        lines.append("还有，回复“下一页”接着看。")
    return "\n".join(lines)


def _in_brackets(item: Mapping[str, Any]) -> str:
    state = {True: "现在开着", False: "现在没开", None: ""}[item["open_now"]]
    far = distance_words(item["distance_m"]) if item["distance_m"] is not None else ""
    said = [words for words in (far, state) if words]
    return f"（{'，'.join(said)}）" if said else ""


def _details(item: Mapping[str, Any]) -> Iterable[str]:
    yield f"   {item['county']}{item['town'] or ''} {item['address']}"
    later = item["next_opening"] if item["next_opening"] and not item["next_opening"].startswith("今天") else None
    yield f"   时间：{item['hours']}{f'；{later}' if later else ''}"
    if item["free"]:
        yield f"   {item['free']}"
    if item["phones"]:
        yield f"   电话：{'、'.join(item['phones'])}"


def _sources(items: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """Where it comes from, once a directory, with the span of the days on which it was checked."""
    checked: dict[str, list[str]] = {}
    for item in items:
        checked.setdefault(item["source"], []).extend([item["checked_on"]] if item["checked_on"] else [])
    for source, days in checked.items():
        span = sorted({min(days), max(days)}) if days else []
        yield f"（出处：{source}，{'至'.join(span)} 核对）" if span else f"（出处：{source}，没有核对日期）"
