"""Cut Chinese into words, the same way for the index and for the query.

SQLite's tokenizers do not find Chinese words, so index and query are both cut here, by a jieba of our own (the
module-wide one belongs to Rasa's tokenizer) that knows the catalogue's vocabulary.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final, NamedTuple

import jieba

from services_db.simplified import folded

_PART: Final = re.compile(r"[\u4e00-\u9fff]+|\d+(?:\.\d+)*|[a-z]+")
_SAYING_NOTHING: Final = """
的 了 吗 呢 啊 吧 呀 哦 嘛 我 你 他 她 它 我们 你们 是 在 有 和 与 及 或 就 都 也
还 很 这 那 这个 那个 一个 请问 想问 想 要 能 可以 怎么 什么 哪里 哪 多少 几 没有 没 不
不是 一下 问 到 去 来 给 把 被 让 对 等 个 之 为 多 从 会 该 得 着 过 怎么办 怎样
如何 是不是 有没有 能不能 可不可以 哪些 哪个 哪儿 多大 谁 时候 里 说 听说 帮 帮我 查 查查
看看 告诉 咨询 一 这种 那种 您 您好 你好 以 按 其 中 上 下 个人 我家 家里 知道 现在 里面
写 写的 是否 以及 关于 今天 明天 昨天 天天 怎么样 咋 咋办 啥 买 需要 应该
"""
_STOP: Final = frozenset(_SAYING_NOTHING.split())


class Token(NamedTuple):
    """One word of a query and where it stands in the folded text."""

    word: str
    start: int

    @property
    def end(self) -> int:
        """Where the next word begins."""
        return self.start + len(self.word)

    @property
    def is_stop(self) -> bool:
        """Whether the word says nothing about what is wanted."""
        return self.word in _STOP

    @property
    def is_han(self) -> bool:
        """Whether the word is Chinese."""
        return "\u4e00" <= self.word[0] <= "\u9fff"


class Cutter:
    """Cuts text into search words; build one per vocabulary and keep it.

    Loading jieba's dictionary takes a second or more; a cutter made `like` another takes the dictionary over from it
    and cuts exactly as if it had been made alone.
    """

    def __init__(self, vocabulary: Iterable[str], like: Cutter | None = None) -> None:
        logging.getLogger("jieba").setLevel(logging.WARNING)
        self._tokenizer = like._plain_tokenizer() if like else _new_tokenizer()
        self._plain: dict[str, int | None] = {}
        self._total = self._tokenizer.total
        for word in vocabulary:
            self._add(word)

    def _add(self, word: str) -> None:
        known = self._tokenizer.FREQ
        for end in range(1, len(word) + 1):
            self._plain.setdefault(word[:end], known.get(word[:end]))
        self._tokenizer.add_word(word)
        # With the total as it was, a word changes nothing but the cutting of texts that hold it.
        self._tokenizer.total = self._total

    def _plain_tokenizer(self) -> Any:
        """A copy of the tokenizer without the vocabulary."""
        plain = jieba.Tokenizer()
        plain.FREQ = self._tokenizer.FREQ.copy()
        plain.total, plain.initialized = self._total, True
        for word, frequency in self._plain.items():
            if frequency is None:
                del plain.FREQ[word]
            else:
                plain.FREQ[word] = frequency
        return plain

    def lend_dictionary(self, tokenizer: Any) -> None:
        """Give a jieba tokenizer that has loaded none yet a copy of jieba's own dictionary, without the vocabulary."""
        if not tokenizer.initialized:
            plain = self._plain_tokenizer()
            tokenizer.FREQ, tokenizer.total, tokenizer.initialized = plain.FREQ, plain.total, True

    def words(self, text: str) -> list[str]:
        """Every word of the text, the words inside a long word, and those that the cutting may have gone through.

        Lower-cased, without punctuation. jieba cuts 托位数 into 托 and 位数; 托位 is to be found all the same.
        """
        tokens = self.tokens(text)
        inside = [part for token in tokens for part in (token.word, *pieces(token.word))]
        return inside + [left.word + right.word[0] for left, right in pairwise(tokens) if _may_belong(left, right)]

    def tokens(self, text: str) -> list[Token]:
        """The words of the text in order, none inside another; numbers without their unit signs."""
        return list(self._tokens(folded(text)))

    def _tokens(self, text: str) -> Iterator[Token]:
        for word, start, _ in self._tokenizer.tokenize(text):
            yield from (Token(part.group(), start + part.start()) for part in _PART.finditer(word))


def _new_tokenizer() -> Any:
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def _may_belong(left: Token, right: Token) -> bool:
    alone = len(left.word) == 1 and left.is_han and not left.is_stop
    return alone and left.end == right.start and right.is_han and not right.is_stop


def pieces(word: str) -> list[str]:
    """Every pair of characters inside a Chinese word of three or more, without those that say nothing."""
    if len(word) < 3 or not "\u4e00" <= word[0] <= "\u9fff":
        return []
    return [pair for pair in dict.fromkeys(word[n : n + 2] for n in range(len(word) - 1)) if pair not in _STOP]
