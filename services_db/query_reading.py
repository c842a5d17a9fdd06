"""Read a query: which words are wanted, how much each matters, and what was probably meant by those nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services_db.cutting import Cutter, Token, pieces
from services_db.respelling import Meant, meant_by_characters, meant_by_letters
from services_db.simplified import folded
from services_db.word_store import WordStore

MAX_CHARACTERS: Final = 120
MAX_WORDS: Final = 16
_HAN_STRETCH: Final = re.compile(r"[\u4e00-\u9fff]{2,}")
_LATIN_STRETCH: Final = re.compile(r"[a-zà-üāēīōūǎěǐǒǔǖǘǚǜ]+(?:[ '’][a-zà-üāēīōūǎěǐǒǔǖǘǚǜ]+)*")
_SAYING_LITTLE: Final = """
要钱 多少钱 收费 不要钱 免费 费用 电话 热线 申请 办理 办 材料 目标 指标 规划 规定 要求 条款
十四五 2020 2025 2021 2020年 2025年 温州 温州市 全市 我市 市里 达到 以上
以下 妇女 女性 儿童 孩子 小孩 宝宝 女的 服务 建设 工作 年 岁 人 率 比例 占比 多少 数 标准
机制 制度 完善 提高 加强
"""
_FAINT: Final = frozenset(_SAYING_LITTLE.split())
"""Words that many rows hold and that seldom tell one from the other."""
_FAINT_WEIGHT: Final = 0.35
_SINGLE_WEIGHT: Final = 0.3
_PIECE_WEIGHT: Final = 0.3
_UNKNOWN_PIECE_WEIGHT: Final = 0.6
_WEAK: Final = 0.75
"""A query of which less than this share of the characters is known words may be mistyped."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that a result should hold, all of them; how much they matter, and how many rows hold the rarest."""

    words: tuple[str, ...]
    weight: float
    documents: int
    whole: str


def read_query(store: WordStore, cutter: Cutter, query: str) -> list[Wanted]:
    """The wanted words of a query, rarest first; empty when nothing in it is known, or only stray characters are."""
    text = folded(query)[:MAX_CHARACTERS]
    tokens = cutter.tokens(text)
    known = store.documents({part for token in tokens for part in (token.word, *pieces(token.word))})
    wanted = list(_literal(tokens, known))
    meant = [*_from_letters(store, text, known), *_from_characters(store, text, tokens, known)]
    wanted += _respelled(store, cutter, meant)
    if sum(token.is_han and not token.is_stop for token in tokens) > 2 and all(len(one.whole) == 1 for one in wanted):
        return []
    strongest: dict[tuple[str, ...], Wanted] = {}
    for one in sorted(wanted, key=lambda one: -one.weight):
        strongest.setdefault(one.words, one)
    return sorted(strongest.values(), key=lambda one: one.documents)[:MAX_WORDS]


def _literal(tokens: Iterable[Token], known: dict[str, int]) -> Iterator[Wanted]:
    for token in tokens:
        if token.is_stop:
            continue
        if token.word in known:
            yield Wanted((token.word,), _weight(token.word), known[token.word], token.word)
        share = _PIECE_WEIGHT if token.word in known else _UNKNOWN_PIECE_WEIGHT
        for piece in pieces(token.word):
            if piece in known:
                yield Wanted((piece,), share * _weight(piece), known[piece], piece)


def _weight(word: str) -> float:
    if word in _FAINT:
        return _FAINT_WEIGHT
    return _SINGLE_WEIGHT if len(word) == 1 and not word.isdigit() else 1.0


def _from_letters(store: WordStore, text: str, known: dict[str, int]) -> Iterator[Meant]:
    for stretch in _LATIN_STRETCH.findall(text):
        typed = [part for part in re.split(r"[ '’]", stretch) if part not in known]
        together = meant_by_letters(store, "".join(typed))
        yield from together or (meant for part in typed for meant in meant_by_letters(store, part))


def _from_characters(store: WordStore, text: str, tokens: Sequence[Token], known: dict[str, int]) -> Iterator[Meant]:
    told = [token for token in tokens if token.is_han and not token.is_stop]
    sure = sum(len(token.word) for token in told if token.word in known and len(token.word) > 1)
    if sure >= _WEAK * sum(len(token.word) for token in told):
        return
    unsure = [token for token in told if token.word not in known or len(token.word) == 1]
    doubtful = [any(token.start <= n < token.end for token in unsure) for n in range(len(text))]
    for stretch in _HAN_STRETCH.finditer(text):
        yield from meant_by_characters(store, stretch.group(), doubtful[stretch.start() : stretch.end()])


def _respelled(store: WordStore, cutter: Cutter, meant: Iterable[Meant]) -> Iterator[Wanted]:
    cut = {one: tuple(dict.fromkeys(token.word for token in cutter.tokens(one.term))) for one in meant}
    known = store.documents({word for words in cut.values() for word in words})
    for one, words in cut.items():
        if all(word in known for word in words):
            yield Wanted(words, one.sureness, min(known[word] for word in words), one.term)
