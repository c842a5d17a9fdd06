"""Put the gateway together: one place where everything meets."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any, Final

import httpx
import structlog
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.middleware.gzip import GZipMiddleware

from api.answering import Answering
from api.assets import Assets
from api.body_limit import BodyLimit
from api.chat_page import chat_page_router
from api.clauses import clauses_router
from api.counting import Counting
from api.current import PerEdition, keep_current
from api.door_state import DoorState
from api.embed import embed_router
from api.errors import register_errors
from api.feedback import feedback_router
from api.form_tokens import FormTokens
from api.health import health_router
from api.hsds import hsds_app
from api.look_up import look_up_router
from api.metrics import metrics_router
from api.pages import pages_router
from api.place_page import place_page_router
from api.rate_limit import RateLimit
from api.reading_size import reading_size_router
from api.security_headers import SecurityHeaders
from api.sent_once import SentOnce
from api.settings import Settings, secret_key
from api.staff.app import Shared, staff_app
from api.staff.asking import Rehearsal
from api.staff.desk import open_desk
from api.starting import Starting
from api.templating import page_templates
from api.unanswered import UnansweredNotes
from api.user_queue import InTurn, UserQueue
from api.web_chat import WebDoor, web_chat_router
from api.wechat.door import WeChatDoor, closed_wechat_router, open_wechat
from bot import Bot, ConversationMemory, CrisisGuard, EmbeddedBot, RemoteBot, Reply, VolatileMemory
from services_db import Catalogue, CatalogueUnavailable
from services_db.database import migrate, open_engine
from services_db.state import Conversations, PromptConversations, Tickets
from services_db.state.daily_counts import DailyCounts

_log = structlog.get_logger("xiaoou")
_FORGET_SECONDS: Final = 600.0


def open_catalogue(settings: Settings) -> Catalogue | None:
    """The catalogue, or None when the database is missing or damaged: the gateway then answers crises only."""
    try:
        catalogue = Catalogue.open(settings.database_url)
        catalogue.warm_up()
        return catalogue
    except CatalogueUnavailable as error:
        _log.error("catalogue_unavailable", reason=error.reason)
        return None


def open_memory(settings: Settings) -> ConversationMemory:
    """The conversations' memory in the database; in this process's memory when the database cannot be used."""
    try:
        engine = open_engine(settings.database_url)
        migrate(engine)
        return PromptConversations(engine) if engine.dialect.name == "sqlite" else Conversations(engine)
    except CatalogueUnavailable as error:
        _log.error("memory_unavailable", reason=error.reason)
        return VolatileMemory()


def open_line(settings: Settings) -> InTurn | None:
    """The order of one user's messages across processes; None when there is one process, which keeps it itself."""
    return Tickets(open_engine(settings.database_url)).of if settings.workers > 1 else None


def open_door_state(settings: Settings) -> DoorState:
    """What the web door keeps in the database; nothing when the database cannot be used."""
    try:
        engine = open_engine(settings.database_url)
        migrate(engine)
        return DoorState.on(engine)
    except CatalogueUnavailable as error:
        _log.error("door_state_unavailable", reason=error.reason)
        return DoorState()


def open_bot(settings: Settings, catalogue: Catalogue | None, memory: ConversationMemory) -> Bot:
    """The bot that the settings name: remote when RASA_URL is set, else embedded."""
    if settings.rasa_url:
        return RemoteBot(settings.rasa_url, settings.rasa_token or None)
    return EmbeddedBot(Path(settings.model_path), catalogue, memory)


def create_app(
    settings: Settings,
    bot: Bot | None = None,
    catalogue: Catalogue | None = None,
    memory: ConversationMemory | None = None,
    state: DoorState | None = None,
    wechat_http: httpx.AsyncClient | None = None,
) -> FastAPI:
    """The gateway; what is not handed in is opened as the settings say."""
    catalogue = catalogue or open_catalogue(settings)
    memory = memory or open_memory(settings)
    state = state or open_door_state(settings)
    bot = bot or open_bot(settings, catalogue, memory)
    starting = Starting(bot)
    queue: UserQueue[Reply] = UserQueue(settings.max_waiting, open_line(settings))
    guard, desk = CrisisGuard.make(catalogue), open_desk(settings)
    counts = DailyCounts(desk.engine)
    counting = Counting(counts)
    notes = UnansweredNotes(state.unanswered) if state.unanswered else None
    answering = Answering(bot, guard, catalogue, memory, queue, counting, notes)
    key, assets = secret_key(settings), Assets.of()
    templates = page_templates(assets)
    door = WebDoor(answering, RateLimit.of(settings, key), SentOnce(state.admission, state.answered), key)
    wechat = open_wechat(settings, answering, key, wechat_http)

    open_data = catalogue and PerEdition(lambda: hsds_app(catalogue, templates, settings.public_url))
    current = (lambda: keep_current(catalogue, open_data.renew)) if catalogue and open_data else None

    app = FastAPI(
        title="小瓯",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan(bot, starting, memory, state, settings, wechat, counting, current),
    )
    app.state.answering = answering
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=6)
    register_errors(app, templates)
    app.include_router(health_router(starting, catalogue))
    app.include_router(metrics_router(bot, counts, counting))
    app.include_router(web_chat_router(door))
    app.include_router(feedback_router(state.feedback, door))
    app.include_router(chat_page_router(door, state.feedback, FormTokens(key), templates, settings))
    app.include_router(reading_size_router())
    app.include_router(wechat.router() if wechat else closed_wechat_router())
    app.include_router(embed_router(assets))
    if catalogue and open_data:
        app.include_router(look_up_router(catalogue))
        app.include_router(clauses_router(catalogue))
        app.include_router(pages_router(catalogue, assets))
        app.include_router(place_page_router(catalogue, assets))
        app.mount("/hsds", open_data)
    assets.mount(app)
    shared = Shared(settings, assets, catalogue, Rehearsal(bot, guard, catalogue), counts, state.feedback)
    app.mount("/staff", staff_app(desk, shared))
    return app


def _lifespan(  # type: ignore[no-untyped-def]
    bot: Bot,
    starting: Starting,
    memory: ConversationMemory,
    state: DoorState,
    settings: Settings,
    wechat: WeChatDoor | None,
    counting: Counting,
    current: Callable[[], Coroutine[Any, Any, None]] | None,
):
    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        work = [starting.keep_trying(), _keep_forgetting(memory, state, settings), counting.keep_flushing()]
        tasks = [asyncio.create_task(one) for one in [*work, *([current()] if current else [])]]
        async with wechat.at_work() if wechat else contextlib.nullcontext():
            yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await bot.close()
        if isinstance(memory, PromptConversations):
            await asyncio.to_thread(memory.close)

    return lifespan


async def _keep_forgetting(memory: ConversationMemory, state: DoorState, settings: Settings) -> None:
    """Forget silent conversations, and what the web door need not keep, every ten minutes."""
    while True:
        try:
            if isinstance(memory, Conversations | PromptConversations):
                await asyncio.to_thread(memory.forget_older_than, settings.retention_hours)
            await asyncio.to_thread(state.forget_old, settings.feedback_days, settings.unanswered_days)
        except SQLAlchemyError as error:
            # A locked database now must not mean that nothing is ever forgotten again.
            _log.warning("forgetting_failed", error=type(error).__name__)
        await asyncio.sleep(_FORGET_SECONDS)
