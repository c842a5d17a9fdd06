"""Put the gateway together: one place where everything meets."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import structlog
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import SQLAlchemyError

from api.answering import Answering
from api.body_limit import BodyLimit
from api.errors import register_errors
from api.health import health_router
from api.hsds import hsds_app
from api.look_up import look_up_router
from api.pages import chat_page_router, pages_router
from api.security_headers import SecurityHeaders
from api.settings import Settings, secret_key
from api.user_queue import InTurn, UserQueue
from api.web_chat import web_chat_router
from bot import Bot, BotError, ConversationMemory, CrisisGuard, EmbeddedBot, RemoteBot, Reply, VolatileMemory
from services_db import Catalogue, CatalogueUnavailable
from services_db.database import migrate, open_engine
from services_db.state import Conversations, Tickets

_log = structlog.get_logger("xiaoou")
_STATIC: Final = Path(__file__).parent / "static"
_RETRY_SECONDS: Final = 30.0
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
        return Conversations(engine)
    except CatalogueUnavailable as error:
        _log.error("memory_unavailable", reason=error.reason)
        return VolatileMemory()


def open_line(settings: Settings) -> InTurn | None:
    """The order of one user's messages across processes; None when there is one process, which keeps it itself."""
    return Tickets(open_engine(settings.database_url)).of if settings.workers > 1 else None


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
) -> FastAPI:
    """The gateway; what is not handed in is opened as the settings say."""
    catalogue = catalogue or open_catalogue(settings)
    memory = memory or open_memory(settings)
    bot = bot or open_bot(settings, catalogue, memory)
    queue: UserQueue[Reply] = UserQueue(settings.max_waiting, open_line(settings))
    answering = Answering(bot, CrisisGuard.make(catalogue), catalogue, memory, queue)

    app = FastAPI(
        title="小瓯", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan(bot, memory, settings)
    )
    app.state.answering = answering
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    register_errors(app)
    app.include_router(health_router(bot, catalogue))
    app.include_router(web_chat_router(answering, secret_key(settings)))
    app.include_router(chat_page_router())
    if catalogue:
        app.include_router(look_up_router(catalogue))
        app.include_router(pages_router(catalogue))
        app.mount("/hsds", hsds_app(catalogue, settings.public_url))
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    return app


def _lifespan(bot: Bot, memory: ConversationMemory, settings: Settings):  # type: ignore[no-untyped-def]
    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(_keep_starting(bot)), asyncio.create_task(_keep_forgetting(memory, settings))]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await bot.close()

    return lifespan


async def _keep_starting(bot: Bot) -> None:
    """Start the bot while the doors are open already; try again when it fails."""
    while not bot.ready:
        try:
            await bot.start()
        except BotError as error:
            _log.error("bot_unavailable", reason=str(error))
            await asyncio.sleep(_RETRY_SECONDS)


async def _keep_forgetting(memory: ConversationMemory, settings: Settings) -> None:
    """Forget silent conversations every ten minutes."""
    while isinstance(memory, Conversations):
        try:
            memory.forget_older_than(settings.retention_hours)
        except SQLAlchemyError as error:
            # A locked database now must not mean that nothing is ever forgotten again.
            _log.warning("forgetting_failed", error=type(error).__name__)
        await asyncio.sleep(_FORGET_SECONDS)
