"""python -m api serve | settings | staff: open the doors, list the settings, manage accounts."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import structlog
import uvicorn
from fastapi import FastAPI

from api.settings import Settings, SettingsError, describe_settings, secret_key
from api.staff.commands import add_staff_commands, first_admin_link
from api.wechat.menu_command import add_menu_command, run_menu_command

_WORKER_SILENCE_SECONDS: Final = 60
"""Loading the model keeps a process from answering its supervisor for seconds; five are uvicorn's default."""


def main(arguments: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Run one command; the exit code is 0 when it did what was asked."""
    options = _parser().parse_args(arguments, argparse.Namespace(environ=environ))
    try:
        return int(options.run(options))
    except SettingsError as error:
        print(f"设置有误，没有启动。{error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m api", description="小瓯的网关")
    commands = parser.add_subparsers(required=True, metavar="命令")
    commands.add_parser("serve", help="开门服务").set_defaults(run=_serve)
    commands.add_parser("settings", help="列出全部设置（.env.example 的内容）").set_defaults(run=_settings)
    add_menu_command(commands)
    commands.choices["wechat-menu"].set_defaults(run=_wechat_menu)
    add_staff_commands(commands)
    return parser


def _wechat_menu(options: argparse.Namespace) -> int:
    code, lines = run_menu_command(options, Settings.from_env(options.environ))
    print("\n".join(lines), file=sys.stderr if code else sys.stdout)
    return code


def _serve(options: argparse.Namespace) -> int:
    settings = Settings.from_env(options.environ)
    configure_log()
    print(f"小瓯在 http://{settings.host}:{settings.port}/ （模型载入后才完全就绪，见 /readyz）", flush=True)
    link = first_admin_link(settings)
    if link:
        print(f"工作台还没有管理员。24 小时内打开这个一次性链接，设第一个管理员：\n  {link}", flush=True)
    from api.app import create_app  # here, so that the other commands do not wait for Rasa

    if settings.workers == 1:
        _run(settings, create_app(settings))
    else:
        secret_key(settings)  # made once, before the processes that share it
        _run(settings, "api.__main__:worker_app", factory=True, workers=settings.workers)
    return 0


def _run(settings: Settings, app: FastAPI | str, **options: Any) -> None:
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        ws="none",
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_worker_healthcheck=_WORKER_SILENCE_SECONDS,
        **options,
    )


def worker_app() -> FastAPI:
    """The gateway of one of several processes; uvicorn calls this in each."""
    from api.app import create_app

    configure_log()
    return create_app(Settings.from_env(os.environ))


def _settings(options: argparse.Namespace) -> int:
    for name, default, sentence in describe_settings():
        print(f"# {sentence}\n{name}={default}\n")
    return 0


def configure_log() -> None:
    """One JSON line an event on standard error; nothing below WARNING from the libraries."""
    logging.basicConfig(level=logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *names: structlog.PrintLogger(sys.stderr),
    )


if __name__ == "__main__":
    sys.exit(main())
