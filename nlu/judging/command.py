"""`python -m nlu evaluate`: print the verdict over held-out questions."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from nlu.judging import contest, tables
from nlu.judging.questions import Talk, evaluation_files, read_talks
from nlu.judging.tables import Judged
from nlu.judging.trained import Understands, ours, plain_rasa, search_alone
from nlu.judging.verdict import judge
from services_db import DEFAULT_DATABASE_URL, Catalogue

MODEL: Final = contest.ROOT / "models" / "xiaoou.tar.gz"
_COMPARED: Final = ("right_first", "among_three", "sure_and_right", "sure_but_wrong", "rejected", "small_talk")
_SHARES: Final = (0.25, 0.5, 1.0)

Say = Callable[[str], None]


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Say) -> None:
    """Hang the command into a parser; `say` prints a line."""
    parser = commands.add_parser("evaluate", help="用没训练过的问题评判理解")
    parser.add_argument("files", nargs="*", type=Path, help="问题文件（.jsonl）；不写就用 nlu/evaluation 的全部")
    parser.add_argument("--model", type=Path, default=Path(os.environ.get("MODEL_PATH", MODEL)), help="模型文件")
    parser.add_argument("--misses", action="store_true", help="逐条列出没答对的")
    parser.add_argument("--compare", action="store_true", help="同一批数据上和别的做法并排比（要训练，很久）")
    parser.add_argument("--rows", type=int, help="并排比时每个意图最多用几句，也不加目录的句子；不写就全用")
    parser.add_argument("--only", nargs="*", default=["search", "ours", "rasa", "buerokratt"], help="并排比哪几家")
    parser.add_argument("--curve", action="store_true", help="用 25%%、50%%、100%% 的数据各训练一次")
    parser.set_defaults(run=lambda options: _evaluate(options, say))


def judge_talks(talks: Sequence[Talk], understand: Understands) -> list[Judged]:
    """Every message that can be understood by itself: single questions, and what opens a dialogue."""
    judged = []
    for talk in talks:
        turn = talk.turns[0]
        understood = understand(turn.text)
        judged.append(Judged(talk.id, talk.style, turn, understood, judge(turn.expected, understood)))
    return judged


def _evaluate(options: argparse.Namespace, say: Say) -> int:
    catalogue = Catalogue.open(os.environ.get("DATABASE_URL", DEFAULT_DATABASE_URL))
    talks = read_talks(options.files or evaluation_files())
    if options.compare or options.curve:
        with tempfile.TemporaryDirectory() as folder:
            columns = _curve if options.curve else _contest
            found = columns(options, catalogue, talks, Path(folder), say)
        say(tables.side_by_side(found, _COMPARED))
        return 0
    started = time.perf_counter()
    understand = ours(options.model, catalogue)
    loaded = time.perf_counter()
    judged = judge_talks(talks, understand)
    took = (time.perf_counter() - loaded) / len(judged)
    say(f"{len(judged)} 条（多轮只看第一句），载入 {loaded - started:.1f} 秒，每条 {took * 1000:.1f} 毫秒")
    say(tables.overall(judged))
    say(f"\n按语体：\n{tables.by_style(judged)}")
    say(f"\n错得最多的事项：\n{tables.by_service(judged)}")
    say(f"\n最常混淆：\n{tables.confused(judged)}")
    if options.misses:
        say(f"\n逐条：\n{tables.misses(judged)}")
    return 0


Column = tuple[str, list[Judged], str]


def _curve(
    options: argparse.Namespace, catalogue: Catalogue, talks: Sequence[Talk], folder: Path, say: Say
) -> list[Column]:
    columns = []
    for share in _SHARES:
        lines = contest.training_lines(share)
        say(f"用 {share:.0%}（{len(lines)} 句）训练 …")
        model, seconds = contest.train_ours(lines, folder / f"{share}")
        columns.append(
            (f"{share:.0%}，{len(lines)} 句", judge_talks(talks, ours(model, catalogue)), f"{seconds:.0f} 秒")
        )
    return columns


def _contest(
    options: argparse.Namespace, catalogue: Catalogue, talks: Sequence[Talk], folder: Path, say: Say
) -> list[Column]:
    lines = contest.training_lines(at_most=options.rows)
    whole = options.rows is None
    say(f"每家 {len(lines)} 句{'，外加目录里的名称和原文' if whole else ''} …")
    columns: list[Column] = []
    if "search" in options.only:
        columns.append(("只用目录搜索", judge_talks(talks, search_alone(catalogue)), "-"))
    if "ours" in options.only:
        model, seconds = contest.train_ours(lines, folder / "ours", whole)
        columns.append(("小瓯", judge_talks(talks, ours(model, catalogue)), f"{seconds:.0f} 秒"))
    stock = {"rasa": ("Rasa 文档默认", contest.RASA_DEFAULT), "buerokratt": ("Bürokratt", contest.BUEROKRATT)}
    for key, (name, pipeline) in stock.items():
        if key in options.only:
            say(f"训练 {name} …")
            model, seconds = contest.train_stock(pipeline, lines, folder / key, whole)
            understand = plain_rasa(model, catalogue)
            columns.append((name, judge_talks(talks, understand), f"{seconds:.0f} 秒"))
            say(tables.side_by_side(columns[-1:], ("right_first", "among_three")))
    return columns
