"""python -m tests.wechat_side.gateway: a real gateway under uvicorn with a bot made by hand, set by the environment.

BOT_SECONDS is how long the bot takes, HEARD_FILE where it writes a line for every question, BOT_STALL a word after
which it never answers.
"""

from __future__ import annotations

import os
from pathlib import Path

import uvicorn

from api.__main__ import configure_log
from api.app import create_app
from api.settings import Settings
from bot import Location, Reply
from services_db import Catalogue
from tests.fakes import FakeBot


class WritingBot(FakeBot):
    """Writes down what it hears, so that several processes can be counted together."""

    def __init__(self, seconds: float, heard: Path | None) -> None:
        super().__init__(seconds=seconds)
        self._heard_file = heard

    async def reply(self, conversation_id: str, text: str, location: Location | None = None) -> Reply:
        if self._heard_file:
            with self._heard_file.open("a", encoding="utf-8") as file:
                file.write(f"{text}\n")
        self.heard.clear()
        return await super().reply(conversation_id, text, location)


def main() -> None:
    settings = Settings.from_env(os.environ)
    configure_log()
    heard = os.environ.get("HEARD_FILE")
    bot = WritingBot(float(os.environ.get("BOT_SECONDS", "0")), Path(heard) if heard else None)
    catalogue_url = os.environ.get("CATALOGUE_URL")
    app = create_app(settings, bot, Catalogue.open(catalogue_url) if catalogue_url else None)
    uvicorn.run(app, host="127.0.0.1", port=settings.port, log_level="warning", access_log=False, ws="none")


if __name__ == "__main__":
    main()
