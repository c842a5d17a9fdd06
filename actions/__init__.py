"""What we tell them: rasa-sdk actions and the composition of replies."""

from actions.crisis_reply import crisis_reply
from actions.reply import Card, NamedService, Reply, Status
from actions.words import say

__all__ = ["Card", "NamedService", "Reply", "Status", "crisis_reply", "say"]
