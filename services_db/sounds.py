"""How Chinese sounds, written in letters without tones: full pinyin and initials.

People who type by ear mix up zh and z, sh and s, -ng and -n; Wenzhou's dialect more than most. A sound is therefore
compared in a rough form in which these are one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import product
from typing import Any, Final

_OTHER_READINGS: Final = {
    "长": ("chang", "zhang"),
    "重": ("zhong", "chong"),
    "调": ("tiao", "diao"),
    "行": ("xing", "hang"),
    "率": ("lv", "shuai"),
    "便": ("bian", "pian"),
    "校": ("xiao", "jiao"),
    "血": ("xue", "xie"),
    "乐": ("le", "yue"),
    "传": ("chuan", "zhuan"),
    "差": ("cha", "chai"),
    "会": ("hui", "kuai"),
    "女": ("nv", "nu"),
    "绿": ("lv", "lu"),
    "虐": ("nve", "nue"),
}
"""Characters that pypinyin reads one way and the next person another."""
_ROUGH: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
_MAX_READINGS: Final = 4


def syllables(text: str) -> list[str]:
    """One toneless syllable a character (儿童 is er, tong); Latin letters and digits stay as they are."""
    from pypinyin import lazy_pinyin

    each: Any = list  # what is not Chinese, letter by letter; pypinyin's types know of strings only
    return [str(syllable).lower() for syllable in lazy_pinyin(text, errors=each)]


def readings(text: str) -> list[list[str]]:
    """Every way to read the text aloud, as syllables, the likeliest first; a few at most."""
    spoken = syllables(text)
    choices = [
        list(dict.fromkeys((syllable, *_OTHER_READINGS.get(character, ()))))
        for character, syllable in zip(text, spoken, strict=True)
    ]
    return [list(reading) for reading, _ in zip(product(*choices), range(_MAX_READINGS), strict=False)]


def rough(letters: str) -> str:
    """The letters with zh, ch, sh, -ng spoken as z, c, s, -n."""
    for sound, simple in _ROUGH:
        letters = letters.replace(sound, simple)
    return letters


def initials(spoken: Iterable[str]) -> str:
    """The first letter of every syllable: etzj for 儿童之家."""
    return "".join(syllable[:1] for syllable in spoken)


def typed_letters(text: str) -> str:
    """What somebody typed in pinyin, without tone marks, blanks and apostrophes; ü is v, as on a keyboard."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("ü", "v"))
    return "".join(character for character in decomposed if character.isascii() and character.isalpha())
