"""What may have been meant: terms that sound like the typed one, differ by one slip, or begin with its letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from services_db.search_keys import INITIALS, SLIP, SOUND, with_one_slip
from services_db.sounds import rough, syllables, typed_letters
from services_db.word_store import KeyedTerm, WordStore

_WINDOW: Final = range(2, 9)
_MAX_WINDOWS: Final = 80
_SAME_SOUND: Final = 0.9
_LIKE_SOUND: Final = 0.75
_ONE_SLIP: Final = 0.4
_LIKE: Final = 80.0
"""changhujian and changhuxian are 91 alike; 托育费 and 托育员 are 62."""
_PINYIN_TERMS: Final = 6
_TYPO_TERMS: Final = 3


@dataclass(frozen=True, slots=True)
class Meant:
    """A term that was probably meant by a stretch of the query, and how sure that is (0 to 1)."""

    term: str
    sureness: float


@dataclass(frozen=True, slots=True)
class _Window:
    start: int
    text: str
    sound: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def meant_by_letters(store: WordStore, typed: str) -> list[Meant]:
    """The terms somebody means who types `changhuxian`, `chang hu` or `etzj`."""
    letters = typed_letters(typed)
    if len(letters) < 2:
        return []
    for found, sureness in _by_letters(store, letters):
        if found:
            terms = dict.fromkeys(one.term for one in found)
            return [Meant(term, sureness) for term in list(terms)[:_PINYIN_TERMS]]
    return []


def _by_letters(store: WordStore, letters: str) -> Iterator[tuple[list[KeyedTerm], float]]:
    sound = rough(letters)
    yield _same_letters_first(store.terms([SOUND + sound]), letters), _SAME_SOUND
    yield _most_used(store.terms([INITIALS + letters])), _LIKE_SOUND
    if len(letters) >= 4:
        yield _same_letters_first(store.terms_from(SOUND + sound), letters), _LIKE_SOUND
    if len(letters) >= 3:
        yield store.terms_from(INITIALS + letters), _ONE_SLIP


def _same_letters_first(found: Iterable[KeyedTerm], letters: str) -> list[KeyedTerm]:
    return sorted(
        found, key=lambda one: (not "".join(syllables(one.term)).startswith(letters), len(one.term), -one.uses)
    )


def _most_used(found: Iterable[KeyedTerm]) -> list[KeyedTerm]:
    return sorted(found, key=lambda one: -one.uses)


def meant_by_characters(store: WordStore, text: str, doubtful: Sequence[bool]) -> list[Meant]:
    """The terms meant by stretches of Chinese text that hold doubtful characters; 长护检 means 长护险."""
    windows = _windows(text, doubtful)
    by_key: dict[str, list[_Window]] = {}
    for window in windows:
        for key in _keys(window):
            by_key.setdefault(key, []).append(window)
    judged = [
        (sureness * len(window.text), sureness, window, found.term)
        for found in store.terms(by_key)
        for window in by_key[found.key]
        if (sureness := _sureness(window, found.term))
    ]
    return _without_overlap(sorted(judged, key=lambda one: -one[0]))


def _windows(text: str, doubtful: Sequence[bool]) -> list[_Window]:
    """Every stretch with a doubtful character in it; one of two characters only when it is doubtful alone and whole."""
    spoken = syllables(text)
    if len(spoken) != len(text):
        return []
    return [
        _Window(start, text[start : start + length], "".join(spoken[start : start + length]))
        for length in _WINDOW
        for start in range(len(text) - length + 1)
        if (any(doubtful[start : start + length]) if length > 2 else _stands_alone(doubtful, start, start + length))
    ][:_MAX_WINDOWS]


def _stands_alone(doubtful: Sequence[bool], start: int, end: int) -> bool:
    beside = (*doubtful[max(0, start - 1) : start], *doubtful[end : end + 1])
    return all(doubtful[start:end]) and not any(beside)


def _keys(window: _Window) -> Iterator[str]:
    yield SOUND + rough(window.sound)
    if len(window.text) > 2:
        yield from (SLIP + rest for rest in with_one_slip(window.text))


def _sureness(window: _Window, term: str) -> float:
    """How likely the term was meant by the window; 0 when they have nothing to do with each other."""
    if term == window.text:
        return 0.0
    sound = "".join(syllables(term))
    if rough(sound) == rough(window.sound):
        return _SAME_SOUND
    if OSA.distance(window.text, term, score_cutoff=1) > 1:
        return 0.0
    if ratio(window.sound, sound) >= _LIKE:
        return _LIKE_SOUND
    return _ONE_SLIP if len(window.text) > 3 and len(window.text) == len(term) else 0.0


def _without_overlap(judged: Sequence[tuple[float, float, _Window, str]]) -> list[Meant]:
    """The best readings of each stretch; what overlaps a better stretch is left out."""
    taken: dict[tuple[int, int], float] = {}
    meant: dict[str, Meant] = {}
    for weight, sureness, window, term in judged:
        span = (window.start, window.end)
        overlaps = [other for other in taken if other[0] < span[1] and span[0] < other[1]]
        if any(other != span or taken[other] > weight for other in overlaps) or len(meant) >= _TYPO_TERMS:
            continue
        taken[span] = weight
        meant.setdefault(term, Meant(term, sureness))
    return list(meant.values())
