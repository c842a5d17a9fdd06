"""Cut Chinese into words, the same way for the index and for the query.

SQLite's tokenizers do not find Chinese words, so index and query are both cut here, by a jieba of our own (the
module-wide one belongs to Rasa's tokenizer) that knows the catalogue's vocabulary.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

import jieba

_WORD: Final = re.compile(r"[\w.%‰]+")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_STOP: Final = frozenset(
    [
        "的",
        "了",
        "吗",
        "呢",
        "啊",
        "吧",
        "呀",
        "哦",
        "嘛",
        "我",
        "你",
        "他",
        "她",
        "它",
        "我们",
        "你们",
        "是",
        "在",
        "有",
        "和",
        "与",
        "及",
        "或",
        "就",
        "都",
        "也",
        "还",
        "很",
        "这",
        "那",
        "这个",
        "那个",
        "一个",
        "请问",
        "想问",
        "想",
        "要",
        "能",
        "可以",
        "怎么",
        "什么",
        "哪里",
        "哪",
        "多少",
        "几",
        "没有",
        "没",
        "不",
        "不是",
        "一下",
        "问",
        "到",
        "去",
        "来",
        "给",
        "把",
        "被",
        "让",
        "对",
        "等",
        "个",
        "吧",
    ]
)


class Cutter:
    """Cuts text into search words; build one per vocabulary and keep it, the first cut loads jieba's dictionary."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        logging.getLogger("jieba").setLevel(logging.WARNING)
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.initialize()
        for word in vocabulary:
            self._tokenizer.add_word(word)

    def words(self, text: str) -> list[str]:
        """Every word of the text and every word inside a long word, lower-cased, without punctuation."""
        folded = unicodedata.normalize("NFKC", text).lower()
        return [word for word in self._tokenizer.cut_for_search(folded) if _WORD.fullmatch(word)]

    def query_words(self, text: str) -> list[str]:
        """The words that a query is searched with: as `words`, without those that say nothing, each once."""
        words = dict.fromkeys(self.words(text))
        telling = [word for word in words if word not in _STOP]
        return telling or [word for word in words if _HAN.search(word)]
