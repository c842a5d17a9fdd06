"""The words for what is not ours to answer."""

from __future__ import annotations

from dataclasses import replace

from actions.conversation import Conversation
from actions.reply import Reply, Status
from actions.understanding import Understanding
from actions.words import has_words, say


def refusal(heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
    """Say so, and who can help instead; words of its own for the kinds that domain.yml has words for."""
    own = f"utter_refuse_{'other_city' if heard.other_city else heard.refused}"
    words = say(own if has_words(own) else "utter_refuse")
    district = heard.district or before.district
    return Reply.saying(Status.OUT_OF_SCOPE, words, district), replace(before, district=district)
