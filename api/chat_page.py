"""GET /: the chat page. POST /: the same conversation as a plain form, for browsers without a script.

The server keeps no transcript: a page without a script carries its own last turns, signed, in a hidden field.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from api.errors import REFUSALS, too_fast_words
from api.feedback import put_in
from api.form_tokens import FormTokens, Turn
from api.intake import Incoming, MessageRefused
from api.rate_limit import TooFast, address_of, limit_headers
from api.security_headers import page_policy
from api.sent_once import StillBeingAnswered
from api.settings import Settings
from api.user_queue import TooManyWaiting
from api.web_chat import ForgetRequest, WebDoor, new_session
from bot import say as say_words
from services_db.fields import LIFE_STAGES
from services_db.personal_data import mask_personal_data
from services_db.sources import read_hotlines
from services_db.state import FeedbackBox, Opinion

SESSION_COOKIE: Final = "session"
FREQUENT_QUESTIONS: Final = (
    "有没有免费的两癌筛查？",
    "两岁的孩子白天没人带，哪里可以托？",
    "老公打我怎么办",
    "怀孕了单位要辞退我",
    "外地户口孩子怎么在温州上学",
    "家里老人瘫了，照顾不动了",
)
_STAGES: Final = tuple((f"stage-{n}", stage) for n, stage in enumerate(LIFE_STAGES, 1) if stage != "不分阶段")
_FORGET_ALL: Final = {"Clear-Site-Data": '"cookies", "storage"'}


@dataclass(frozen=True, slots=True)
class ChatPage:
    """Draws the page; the words on it that depend on settings or on what happened are its context."""

    templates: Jinja2Templates
    tokens: FormTokens
    settings: Settings
    hotlines: dict[str, str]

    def draw(
        self,
        request: Request,
        session_id: str,
        turns: list[Turn],
        *,
        status: int = 200,
        notice: str = "",
        unsent: str = "",
        embedded: bool = False,
        thanked: bool = False,
    ) -> Response:
        """The page with these turns; `notice` says what went wrong, `unsent` is put back into the field."""
        context = {
            "questions": FREQUENT_QUESTIONS,
            "stages": _STAGES,
            "hotlines": self.hotlines,
            "turns": turns,
            "notice": notice,
            "unsent": unsent,
            "embedded": embedded,
            "thanked": thanked,
            "csrf": "" if embedded else self.tokens.csrf(session_id),
            "carried": self.tokens.pack(turns) if turns else "",
            "message_id": secrets.token_urlsafe(12),
            "session_id": session_id if turns else "",
            "leave_url": self.settings.leave_url,
            "keep_hours": self.settings.retention_hours,
        }
        response = self.templates.TemplateResponse(request, "chat.html", context, status_code=status)
        response.headers["Cache-Control"] = "no-store" if turns else "private, no-cache"
        response.headers["Content-Security-Policy"] = page_policy(
            leave_to=_origin(self.settings.leave_url),
            framed_by=self.settings.embed_origins.split() if embedded else [],
        )
        if not embedded:
            keep_session(request, response, session_id)
        return response


def chat_page_router(
    door: WebDoor, box: FeedbackBox | None, tokens: FormTokens, templates: Jinja2Templates, settings: Settings
) -> APIRouter:
    """The chat page and its plain forms; works without a catalogue."""
    router = APIRouter(default_response_class=HTMLResponse)
    page = ChatPage(templates, tokens, settings, {line.number: line.name for line in read_hotlines()})

    @router.get("/")
    async def show(request: Request) -> Response:
        return page.draw(request, session_of(request) or new_session(), [])

    @router.get("/embed")
    async def show_embedded(request: Request) -> Response:
        return page.draw(request, "", [], embedded=True)

    @router.post("/")
    async def ask(
        request: Request,
        message: Annotated[str, Form()] = "",
        say: Annotated[str, Form()] = "",
        csrf: Annotated[str, Form()] = "",
        carried: Annotated[str, Form()] = "",
        message_id: Annotated[str, Form(pattern=r"^[A-Za-z0-9_-]{0,64}$")] = "",
    ) -> Response:
        session_id, words, turns = session_of(request), say or message, tokens.unpack(carried)
        unsent = "" if say else message
        if not tokens.is_ours(session_id, csrf):
            danger = await door.answering.crisis(Incoming("web", door.user(session_id or new_session()), words))
            if danger:  # the number to call waits for no cookie
                told = Turn(mask_personal_data(words.strip()), danger)
                return page.draw(request, session_id or new_session(), [*turns, told])
            status, notice = REFUSALS["form_expired"]
            return page.draw(request, session_id or new_session(), turns, status=status, notice=notice, unsent=unsent)
        try:
            # One form serves the field and every chip, so the words belong to what makes a sending the same.
            once = message_id and f"{message_id}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"
            reply, spent = await door.ask(session_id, words, address=address_of(request), message_id=once or None)
        except (MessageRefused, TooManyWaiting, TooFast, StillBeingAnswered) as error:
            status, notice, headers = _refused(error)
            response = page.draw(request, session_id, turns, status=status, notice=notice, unsent=unsent)
            response.headers.update(headers)
            return response
        response = page.draw(request, session_id, [*turns, Turn(mask_personal_data(words.strip()), reply)])
        response.headers.update(limit_headers(spent))
        return response

    @router.post("/feedback")
    async def give_feedback(
        request: Request,
        verdict: Annotated[Literal["helped", "not_helped"], Form()],
        csrf: Annotated[str, Form()] = "",
        carried: Annotated[str, Form()] = "",
    ) -> Response:
        session_id, turns = session_of(request), tokens.unpack(carried)
        if not turns or not tokens.is_ours(session_id, csrf):
            return RedirectResponse("/", 303)
        await door.admit(address_of(request))
        stored = await put_in(box, opinion_of(turns[-1], verdict))
        notice = "" if stored else REFUSALS["failed"][1] or say_words("utter_unavailable")
        return page.draw(request, session_id, turns, thanked=stored, notice=notice)

    @router.post("/restart")
    async def restart(request: Request, csrf: Annotated[str, Form()] = "") -> Response:
        session_id = session_of(request)
        if tokens.is_ours(session_id, csrf):
            await door.forget(session_id)
        response = RedirectResponse("/", 303)
        response.delete_cookie(SESSION_COOKIE)
        return response

    @router.post("/leave")
    async def leave(request: Request, csrf: Annotated[str, Form()] = "") -> Response:
        session_id = session_of(request)
        if tokens.is_ours(session_id, csrf):
            await door.forget(session_id)
        response = RedirectResponse(settings.leave_url, 303, headers=_FORGET_ALL)
        response.delete_cookie(SESSION_COOKIE)
        return response

    @router.post("/api/leave")
    async def leave_by_script(body: ForgetRequest) -> Response:
        await door.forget(body.session_id)
        return Response(status_code=204, headers=_FORGET_ALL)

    return router


def opinion_of(turn: Turn, verdict: str) -> Opinion:
    """What a page without a script says of its last answer."""
    reply = turn.reply
    services = tuple(service.id for service in reply.services[:5])
    return Opinion(verdict, turn.question, reply.status.value, reply.facet, services)


def session_of(request: Request) -> str:
    """The session in the cookie; empty when there is none."""
    return request.cookies.get(SESSION_COOKIE, "")[:128]


def keep_session(request: Request, response: Response, session_id: str) -> None:
    """Put the session into a cookie that scripts cannot read and other sites cannot send."""
    secure = request.url.scheme == "https"
    response.set_cookie(SESSION_COOKIE, session_id, httponly=True, samesite="lax", secure=secure)


def _refused(error: Exception) -> tuple[int, str, dict[str, str]]:
    if isinstance(error, TooFast):
        return 429, too_fast_words(error), limit_headers(error.spent)
    if isinstance(error, MessageRefused):
        return *REFUSALS[error.reason], {}
    return *REFUSALS["too_many_waiting" if isinstance(error, TooManyWaiting) else "still_being_answered"], {}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
