"""Tell how much of a message is about something, and how much only asks ("那瓯海呢，去哪申请" names no matter)."""

from __future__ import annotations

import re
from typing import Final

from nlu.facet_cues import facet_cues
from nlu.gazetteer import Gazetteer

_FUNCTION_WORDS: Final = re.compile(
    r"我们家?|你们|他们|她们|咱们?|阮|渠|我家|我|你|您|他|她|它|大家|人家|"
    r"这个|那个|这边|那边|这里|那里|这种|那种|这事|那事|这件事|那件事|这样|那样|这些|那些|上面|下面|现在|后来|以后|到底|具体|大概|一般|请问|"
    r"请|麻烦|帮忙?|告诉|知道|想问|想知道|问一下|问下|问问?|说说|说一下|说|讲|看看?|查一下|查查?|给个?|来个?|报个?|发个?|把|被|让|对|跟|向|从|于|"
    r"是不是|有没有|能不能|可不可以|行不行|要不要|会不会|可以|应该|需要|必须|还要|还有|还是|或者|但是|如果|要是|的话|因为|所以|然后|那么|"
    r"住在|住|在|是|有|冇|没有|没|不|弗|勿|能|要|会|行|去|到|来|用|办|弄|做|申请|报名|报|领取?|拿|开始|开|算|得|再|又|也|都|就|才|只|最|很|太|更|比较|"
    r"全市|全部|一共|总共|每个?月|每年|每天|每次|一个月|一年|一次|一天|今年|明年|每|各|"
    r"[满过快才刚]?[\d一二两三四五六七八九十百半]+(?:周岁|岁半?|个多?月|个|年|天|次|块|元|周|号|点|样|种|家|名|位|人)?|多少|几多|几|"
    r"什么|甚么|啥|何乜|谁|哪个|哪些|哪里|哪儿|哪|怎么样|怎么|怎样|咋|訾那|如何|何时|几时|多久|多大|"
    r"电话|号码|地址|地方|时间|材料|条件|手续|流程|费用|钱|钞票|年龄|岁数|依据|出处|来源|目标|指标|比例|规定|规划|文件|政策|内容|意思|人工|"
    r"那|这|呢|吗|么|嘛|伐|否|吧|啊|呀|哦|噢|哈|哎|唉|喂|嗯|额|呃|了|着|过|的|地|个|些|样|种|件|事|和|与|及|对吧|好的?|行吧|算了|另外|顺便|附近|近"
)
_HOTLINE: Final = re.compile(r"(?<!\d)(?:1[12]\d{3}|96\d{3}|11[09]|12[02])(?!\d)")
"""A hotline's number names a matter, unlike an amount or a year."""
_HAN_OR_WORD: Final = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")


def matter_left(text: str, gazetteer: Gazetteer) -> int:
    """How many characters of a cleaned text are left without its districts, its facet cues and its function words."""
    for mention in reversed(gazetteer.mentions(text)):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    hotlines = "".join(_HOTLINE.findall(text))
    text = _HOTLINE.sub(" ", text)
    for cue in facet_cues().values():
        text = cue.strong.sub(" ", text)
    return len(hotlines) + len(_HAN_OR_WORD.findall(_FUNCTION_WORDS.sub(" ", text)))
