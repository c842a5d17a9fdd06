"""What changes while serving; kept apart from the catalogue, so that either can move to another database."""

from services_db.state.admission import Admission, Entry
from services_db.state.allowances import Allowances, Bucket, Spent
from services_db.state.answered import AnsweredMessages
from services_db.state.at_once import AtOnce, StillBusy
from services_db.state.conversations import Conversations
from services_db.state.drafts import Draft, DraftMoved, DraftNotFound, Drafts, Edit, Saving
from services_db.state.feedback import VERDICTS, FeedbackBox, Opinion
from services_db.state.prompt_conversations import PromptConversations
from services_db.state.publications import Publication, PublicationNotFound, Publications
from services_db.state.tickets import Tickets
from services_db.state.unanswered import Unanswered
from services_db.state.wechat_outbox import Parcel, WechatOutbox, WechatQuota
from services_db.state.wechat_token import SharedToken, WechatToken
from services_db.state.wechat_turns import Begun, Turn, WechatTurns

__all__ = [
    "VERDICTS",
    "Admission",
    "Allowances",
    "AnsweredMessages",
    "AtOnce",
    "Begun",
    "Bucket",
    "Conversations",
    "Draft",
    "DraftMoved",
    "DraftNotFound",
    "Drafts",
    "Edit",
    "Entry",
    "FeedbackBox",
    "Opinion",
    "Parcel",
    "PromptConversations",
    "Publication",
    "PublicationNotFound",
    "Publications",
    "Saving",
    "SharedToken",
    "Spent",
    "StillBusy",
    "Tickets",
    "Turn",
    "Unanswered",
    "WechatOutbox",
    "WechatQuota",
    "WechatToken",
    "WechatTurns",
]
