"""python -m nlu dictionary | evaluate: keep what the model is trained from in order, and judge what it understands."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from nlu.dictionary_file import is_fresh, write_dictionary
from nlu.judging.command import add_command


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
    add_command(commands, print)
    return parser


def _dictionary(options: argparse.Namespace) -> int:
    if options.check:
        fresh = is_fresh()
        print("词典是最新的。" if fresh else "词典旧了，请运行 python -m nlu dictionary。")
        return 0 if fresh else 1
    print(f"写好了 {write_dictionary()} 个词。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
