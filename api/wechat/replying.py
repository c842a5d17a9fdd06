"""What to say to a question: what waits from before, the next page, or the bot's answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from api.answering import Answering
from api.errors import REFUSALS
from api.intake import Incoming, MessageRefused
from api.user_queue import TooManyWaiting
from api.wechat.answer import Answer
from api.wechat.hearing import Ask
from api.wechat.render import Renderer
from api.wechat.words import words
from bot import Reply, Status, clean_text
from services_db.state import Begun

_EMERGENCY: Final = ("110", "120", "119")
_MARKS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Replying:
    """Composes answers."""

    answering: Answering
    renderer: Renderer

    async def answer(
        self, heard: Ask, user: str, begun: Begun, unfinished: Answer | None
    ) -> tuple[Answer, tuple[str, ...]]:
        """The answer, and the keys of the earlier answers that it tells too.

        `unfinished` is the answer of an earlier question that has just come in, when there was one to wait for.
        """
        text = clean_text(heard.text)
        told = tuple(key for key, _ in begun.waiting)
        earlier = [Answer.from_json(stored) for _, stored in begun.waiting]
        if is_any_word(text) and (earlier or unfinished):
            return self._together([*earlier, *([unfinished] if unfinished else [])]), told
        if begun.pages and _asks_for_more(text):
            return Answer.from_json(begun.pages), ()
        fresh = await self.ask(heard, user)
        if not earlier:
            return fresh, ()
        return self._together([*earlier, fresh], lead=words("earlier_answer")), told

    async def ask(self, heard: Ask, user: str) -> Answer:
        """The bot's answer to the question alone."""
        incoming = Incoming("wechat", user, heard.text, heard.location)
        try:
            reply = await self.answering.ask(incoming)
        except MessageRefused as refused:
            return self.renderer.say(REFUSALS[refused.reason][1])
        except TooManyWaiting:
            return self.renderer.say(REFUSALS["too_many_waiting"][1])
        if _asks_for_more(clean_text(heard.text)) and _is_no_page(reply):
            return self.renderer.say(words("no_more"))
        if heard.noted:
            return self.renderer.say(_greeting(heard, reply), _EMERGENCY)
        return self.renderer.render(reply, heard.lead)

    def _together(self, answers: list[Answer], lead: str = "") -> Answer:
        """Several answers as one; one alone stays as it is."""
        if len(answers) == 1 and not lead:
            return answers[0]
        return self.renderer.join(answers, lead)


def is_any_word(text: str) -> bool:
    """Whether the words only ask for the answer that waits ("回复任意字"), and are no question themselves."""
    bare = _bare(text)
    return len(bare) <= 1 or bare.isdigit() or bare in words("any_words").split()


def _asks_for_more(text: str) -> bool:
    return _bare(text) in words("more_words").split()


def _is_no_page(reply: Reply) -> bool:
    """Whether the bot, asked for more, had neither places nor choices to show: it tells its topic once again."""
    shows = any(card["type"] in ("places", "options") for card in reply.cards)
    return reply.status is Status.ANSWERED and reply.safety is None and not shows


def _bare(text: str) -> str:
    return _MARKS.sub("", text).lower()


def _greeting(heard: Ask, reply: Reply) -> str:
    """The greeting, and the county when the bot has understood it."""
    noted = words("county_noted", county=heard.noted) if heard.noted and reply.district == heard.noted else ""
    return "\n".join(filter(None, (heard.lead, noted)))
