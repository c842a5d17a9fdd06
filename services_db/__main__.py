"""python -m services_db build | check | search | export | diff: the catalogue's commands."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from services_db.build import build, load_source
from services_db.catalogue import Catalogue
from services_db.catalogue_files import CATALOGUE_DIR
from services_db.database import DEFAULT_DATABASE_URL, open_engine
from services_db.diff import Build, changes
from services_db.errors import CatalogueRejected, CatalogueUnavailable, SnapshotUnreadable
from services_db.export import as_csv, as_json, fact_rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it did what was asked."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except CatalogueRejected as rejected:
        for problem in rejected.problems:
            print(problem, file=sys.stderr)
        print(f"目录有 {len(rejected.problems)} 处问题，数据库没有改动。改好上面的文件再来一次。", file=sys.stderr)
    except SnapshotUnreadable as unreadable:
        print(f"{unreadable.path}：打不开，或者既不是目录数据库，也不是 export 导出的 JSON。", file=sys.stderr)
    except CatalogueUnavailable as unavailable:
        print(f"数据库打不开：{unavailable.reason}", file=sys.stderr)
        print("如果文件已损坏，移走它，再运行 python -m services_db build。", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m services_db", description="小瓯的事项目录")
    default_url = os.environ.get("DATABASE_URL", DEFAULT_DATABASE_URL)
    parser.add_argument("--database-url", default=default_url, help="数据库地址（默认 %(default)s）")
    parser.add_argument("--catalogue", type=Path, default=CATALOGUE_DIR, help="目录文件所在的文件夹")
    commands = parser.add_subparsers(required=True, metavar="命令")
    commands.add_parser("build", help="核对目录，写入数据库").set_defaults(run=_build)
    commands.add_parser("check", help="只核对目录，不写数据库").set_defaults(run=_check)
    search = commands.add_parser("search", help="在目录里搜索")
    search.add_argument("query", nargs="+", help="要找的词")
    search.add_argument("--limit", type=int, default=10, help="最多几条（默认 %(default)s）")
    search.set_defaults(run=_search)
    export = commands.add_parser("export", help="导出目录，一条内容一行")
    export.add_argument("--format", choices=("csv", "json"), required=True, help="表格（csv）或数据（json）")
    export.add_argument("--output", type=Path, help="写到哪个文件（默认打印出来）")
    export.set_defaults(run=_export)
    diff = commands.add_parser("diff", help="两次建成的目录差在哪里")
    diff.add_argument("old", type=Path, help="旧的：数据库文件，或 export 导出的 JSON")
    diff.add_argument("new", type=Path, help="新的：数据库文件，或 export 导出的 JSON")
    diff.set_defaults(run=_diff)
    return parser


def _build(options: argparse.Namespace) -> int:
    engine = open_engine(options.database_url)
    result = build(engine, options.catalogue, progress=lambda step: print(f"  {step} …", flush=True))
    counts = f"{result.services} 个事项、{result.facts} 条事实、{result.everyday_names} 个俗称"
    print(f"目录没有变化（{counts}）。" if result.skipped else f"已写入 {counts}。")
    return 0


def _check(options: argparse.Namespace) -> int:
    source = load_source(options.catalogue)
    print(f"{len(source.services)} 个事项，没有问题。")
    return 0


def _search(options: argparse.Namespace) -> int:
    hits = Catalogue.open(options.database_url).search(" ".join(options.query), options.limit)
    for hit in hits:
        print(f"{hit.score:7.2f}  {hit.kind:9}  {hit.title}  [{' '.join(hit.clauses)}]\n         {hit.snippet}")
    if not hits:
        print("没有找到。换个说法试试。")
    return 0


def _export(options: argparse.Namespace) -> int:
    catalogue = Catalogue.open(options.database_url)
    content = (as_csv(fact_rows(catalogue)) if options.format == "csv" else as_json(catalogue)).encode("utf-8")
    if options.output:
        options.output.write_bytes(content)
        print(f"已导出到 {options.output}。")
    else:
        sys.stdout.buffer.write(content)
    return 0


def _diff(options: argparse.Namespace) -> int:
    told = changes(Build.read(options.old), Build.read(options.new))
    print("\n".join(told) if told else "没有变化。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
