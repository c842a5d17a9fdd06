"""python -m bot train | shell: make the model, or talk to it in the terminal."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot import BotUnavailable, CrisisGuard, EmbeddedBot, VolatileMemory, clean_text
from bot.training import DEFAULT_MODEL, train
from services_db import DEFAULT_DATABASE_URL, Catalogue


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it did what was asked."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except BotUnavailable as unavailable:
        print(f"模型不可用：{unavailable.reason}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="小瓯的对话模型")
    parser.add_argument(
        "--model", type=Path, default=Path(os.environ.get("MODEL_PATH", DEFAULT_MODEL)), help="模型文件"
    )
    commands = parser.add_subparsers(required=True, metavar="命令")
    train_command = commands.add_parser("train", help="训练模型；没有变化就跳过")
    train_command.add_argument("--force", action="store_true", help="没有变化也重新训练")
    train_command.set_defaults(run=_train)
    commands.add_parser("shell", help="在终端里和小瓯说话").set_defaults(run=_shell)
    return parser


def _train(options: argparse.Namespace) -> int:
    done = train(options.model, progress=lambda step: print(f"  {step} …", flush=True), force=options.force)
    print("模型训练好了。" if done else "模型没有变化。")
    return 0


def _shell(options: argparse.Namespace) -> int:
    asyncio.run(_talk(options.model))
    return 0


async def _talk(model: Path) -> None:
    catalogue = Catalogue.open(os.environ.get("DATABASE_URL", DEFAULT_DATABASE_URL))
    bot, guard = EmbeddedBot(model, catalogue, VolatileMemory()), CrisisGuard.make(catalogue)
    await bot.start()
    print("直接说您的事；空行结束。")
    while text := clean_text(await asyncio.to_thread(input, "> ")):
        reply = guard.answer(text) or await bot.reply("shell", text)
        print(reply.text)


if __name__ == "__main__":
    sys.exit(main())
