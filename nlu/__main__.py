"""python -m nlu dictionary | evaluate | export-reviewed: keep training in order, and judge what is understood."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from nlu.dictionary_file import is_fresh, write_dictionary
from nlu.judging.command import add_command
from nlu.reviewed import OUTPUT, add_lines, harvest, held_out_lines, training_lines
from services_db import DEFAULT_DATABASE_URL
from services_db.database import open_engine
from services_db.state.unanswered import Unanswered


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it did what was asked."""
    options = _parser().parse_args(arguments)
    return int(options.run(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nlu", description="小瓯的理解")
    commands = parser.add_subparsers(required=True, metavar="命令")
    dictionary = commands.add_parser("dictionary", help="由目录生成 jieba 词典")
    dictionary.add_argument("--check", action="store_true", help="只看是不是最新的")
    dictionary.set_defaults(run=_dictionary)
    reviewed = commands.add_parser("export-reviewed", help="把工作台上定了的问题写成训练数据")
    default_url = os.environ.get("DATABASE_URL", DEFAULT_DATABASE_URL)
    reviewed.add_argument("--database-url", default=default_url, help="数据库地址（默认 %(default)s）")
    reviewed.add_argument("--output", type=Path, default=OUTPUT, help="加到哪个文件（默认 %(default)s）")
    reviewed.set_defaults(run=_export_reviewed)
    add_command(commands, print)
    return parser


def _export_reviewed(options: argparse.Namespace) -> int:
    store = Unanswered(open_engine(options.database_url))
    found = harvest(store.to_export(), [*training_lines()], [*held_out_lines()])
    for question, reason in found.refused:
        print(f"没有写：{question.question}（{reason}）", file=sys.stderr)
    if found.lines:
        add_lines(options.output, found.lines)
    store.mark_exported([*found.taken, *(question.id for question, _ in found.refused)])
    print(
        f"写了 {len(found.taken)} 句，没有写 {len(found.refused)} 句。"
        "看过 git diff 再提交，然后运行 python -m bot train。"
    )
    return 0


def _dictionary(options: argparse.Namespace) -> int:
    if options.check:
        fresh = is_fresh()
        print("词典是最新的。" if fresh else "词典旧了，请运行 python -m nlu dictionary。")
        return 0 if fresh else 1
    print(f"写好了 {write_dictionary()} 个词。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
