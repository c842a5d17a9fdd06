"""What follows what: the trained bot behind one interface, and the crisis guard before it."""

from actions import Card, NamedService, Reply, Status, say
from bot.crisis_first import CrisisGuard, TalkSoFar, taken_back
from bot.embedded import EmbeddedBot
from bot.errors import BotError, BotFailed, BotUnavailable
from bot.interface import Bot, ConversationMemory, Location, VolatileMemory
from bot.lookup import lookup_reply
from bot.remote import RemoteBot
from nlu.clean import clean_text

__all__ = [
    "Bot",
    "BotError",
    "BotFailed",
    "BotUnavailable",
    "Card",
    "ConversationMemory",
    "CrisisGuard",
    "EmbeddedBot",
    "Location",
    "NamedService",
    "RemoteBot",
    "Reply",
    "Status",
    "TalkSoFar",
    "VolatileMemory",
    "clean_text",
    "lookup_reply",
    "say",
    "taken_back",
]
