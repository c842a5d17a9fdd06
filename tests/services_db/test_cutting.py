"""One dictionary of jieba's for search and for Rasa's tokenizer."""

from __future__ import annotations

import jieba
import pytest

from services_db import Catalogue


@pytest.fixture(scope="module")
def loaded_alone() -> jieba.Tokenizer:
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def test_lent_dictionary_is_jiebas_own_without_the_catalogues_words(
    catalogue: Catalogue, loaded_alone: jieba.Tokenizer
) -> None:
    lent = jieba.Tokenizer()
    catalogue.cutter.lend_dictionary(lent)
    assert lent.initialized and lent.total == loaded_alone.total
    assert lent.FREQ == loaded_alone.FREQ


def test_words_added_to_the_lent_dictionary_stay_out_of_search(catalogue: Catalogue) -> None:
    lent = jieba.Tokenizer()
    catalogue.cutter.lend_dictionary(lent)
    before = catalogue.cutter.words("小瓯瓯来帮忙")
    lent.add_word("小瓯瓯来帮忙", 1_000_000)
    assert "小瓯瓯来帮忙" in list(lent.cut("小瓯瓯来帮忙"))
    assert catalogue.cutter.words("小瓯瓯来帮忙") == before


def test_tokenizer_that_has_a_dictionary_keeps_it(catalogue: Catalogue) -> None:
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = {"字": 1}, 1, True
    catalogue.cutter.lend_dictionary(tokenizer)
    assert tokenizer.FREQ == {"字": 1}
