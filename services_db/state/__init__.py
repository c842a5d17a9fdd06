"""What changes while serving; kept apart from the catalogue, so that either can move to another database."""

from services_db.state.conversations import Conversations
from services_db.state.tickets import Tickets
from services_db.state.wechat_outbox import Parcel, WechatOutbox, WechatQuota
from services_db.state.wechat_token import SharedToken, WechatToken
from services_db.state.wechat_turns import Begun, Turn, WechatTurns

__all__ = [
    "Begun",
    "Conversations",
    "Parcel",
    "SharedToken",
    "Tickets",
    "Turn",
    "WechatOutbox",
    "WechatQuota",
    "WechatToken",
    "WechatTurns",
]
