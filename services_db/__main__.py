"""python -m services_db <command>: build, search, export, import and bring home what was edited; see --help."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from tqdm import tqdm

from services_db.build import build, load_source
from services_db.catalogue import Catalogue
from services_db.catalogue_files import CATALOGUE_DIR
from services_db.database import DEFAULT_DATABASE_URL, migrate, open_engine
from services_db.diff import Build, changes
from services_db.editing.merged import net_edits
from services_db.editing.yaml_export import export_edits, try_out
from services_db.errors import (
    CatalogueRejected,
    CatalogueUnavailable,
    DirectoryBusy,
    EditsNotExported,
    PackageFolderInUse,
    SnapshotUnreadable,
)
from services_db.export import as_csv, as_json, fact_rows
from services_db.hsds import KINDS, Directory, Offers, write_package
from services_db.places.importing import ImportOptions, import_places
from services_db.places.made_up import write_made_up
from services_db.places.reporting import report_lines
from services_db.places.sheet import Row, SheetUnreadable
from services_db.places.template import write_template
from services_db.state.publications import Publications


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it did what was asked."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except CatalogueRejected as rejected:
        for problem in rejected.problems:
            print(problem, file=sys.stderr)
        print(f"目录有 {len(rejected.problems)} 处问题，数据库没有改动。改好上面的文件再来一次。", file=sys.stderr)
    except EditsNotExported as waiting:
        print(
            f"工作台上发布的改动，目录文件里还没有：{'、'.join(waiting.service_ids)}。数据库没有改动。", file=sys.stderr
        )
        print("先运行 python -m services_db export-edits 写回目录文件，再 build。", file=sys.stderr)
        print("确定不要这些改动的话：python -m services_db build --drop-edits 事项编号", file=sys.stderr)
    except PackageFolderInUse as used:
        print(f"{used.path} 里有别的文件，没有改动。换一个空文件夹。", file=sys.stderr)
    except SnapshotUnreadable as unreadable:
        print(f"{unreadable.path}：打不开，或者既不是目录数据库，也不是 export 导出的 JSON。", file=sys.stderr)
    except SheetUnreadable as unreadable_sheet:
        print(unreadable_sheet.problem, file=sys.stderr)
    except DirectoryBusy:
        print("数据库正被别的程序占着，什么都没有写。过一会儿再来一次。", file=sys.stderr)
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
    make = commands.add_parser("build", help="核对目录，写入数据库")
    make.add_argument("--drop-edits", nargs="+", default=[], metavar="事项", help="放弃这些事项在工作台上发布的改动")
    make.set_defaults(run=_build)
    home = commands.add_parser("export-edits", help="把工作台上发布的改动写回目录文件")
    home.set_defaults(run=_export_edits)
    commands.add_parser("check", help="只核对目录，不写数据库").set_defaults(run=_check)
    search = commands.add_parser("search", help="在目录里搜索")
    search.add_argument("query", nargs="+", help="要找的词")
    search.add_argument("--limit", type=int, default=10, help="最多几条（默认 %(default)s）")
    search.set_defaults(run=_search)
    export = commands.add_parser("export", help="导出目录，一条内容一行")
    export.add_argument("--format", choices=("csv", "json"), required=True, help="表格（csv）或数据（json）")
    export.add_argument("--output", type=Path, help="写到哪个文件（默认打印出来）")
    export.set_defaults(run=_export)
    package = commands.add_parser("export-hsds", help="导出 HSDS 3.1 数据包（CSV 和 datapackage.json）")
    package.add_argument("--output", type=Path, required=True, help="写到哪个文件夹")
    package.add_argument("--base-url", default=os.environ.get("PUBLIC_URL", ""), help="对外的网址；空着就不写链接")
    package.set_defaults(run=_export_hsds)
    diff = commands.add_parser("diff", help="两次建成的目录差在哪里")
    diff.add_argument("old", type=Path, help="旧的：数据库文件，或 export 导出的 JSON")
    diff.add_argument("new", type=Path, help="新的：数据库文件，或 export 导出的 JSON")
    diff.set_defaults(run=_diff)
    places = commands.add_parser("import-places", help="导入部门公布的地点名录（CSV、XLSX）")
    places.add_argument("file", type=Path, help="名录文件")
    places.add_argument("--template", action="store_true", help="不导入，写一张带说明的空表到这个文件")
    places.add_argument("--source", help="这份名录出自哪里；每行写了“来源”的以每行为准")
    places.add_argument("--dry-run", action="store_true", help="只核对，不写数据库")
    places.add_argument("--skip-bad", action="store_true", help="有问题的行跳过，好的照样导入")
    places.add_argument("--close-missing", action="store_true", help="同一来源里这次没有的，标为已关闭")
    places.set_defaults(run=_import_places)
    demo = commands.add_parser("make-demo", help="写一份编出来的示例名录，只供演示和测试")
    demo.add_argument("file", type=Path, help="写到哪个 CSV 文件")
    demo.add_argument("--count", type=int, default=4000, help="多少处（默认 %(default)s）")
    demo.set_defaults(run=_make_demo)
    return parser


def _build(options: argparse.Namespace) -> int:
    engine = open_engine(options.database_url)
    result = build(
        engine,
        options.catalogue,
        progress=lambda step: print(f"  {step} …", flush=True),
        drop_edits=options.drop_edits,
    )
    counts = f"{result.services} 个事项、{result.facts} 条事实、{result.everyday_names} 个俗称"
    print(f"目录没有变化（{counts}）。" if result.skipped else f"已写入 {counts}。")
    return 0


def _export_edits(options: argparse.Namespace) -> int:
    edits = net_edits(Publications(open_engine(options.database_url)).unmerged())
    if not edits:
        print("没有要写回的改动。")
        return 0
    try_out(options.catalogue, edits)
    exported = export_edits(options.catalogue, edits)
    for name in exported.files:
        print(f"  改了 {name}")
    for service_id, item in exported.conflicts:
        print(f"{service_id}：目录文件里和发布时不一样了，没有改。{item}", file=sys.stderr)
    if exported.conflicts:
        print("请照工作台上发布的内容手工改这几个事项，再运行 python -m services_db build。", file=sys.stderr)
        return 1
    print(f"写回了 {len(exported.services)} 个事项。看过 git diff 再提交，然后运行 python -m services_db build。")
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


def _export_hsds(options: argparse.Namespace) -> int:
    catalogue = Catalogue.open(options.database_url)
    directory = Directory(catalogue)
    places = Offers(catalogue, directory, catalogue.engine).published()
    counts = write_package(options.output, chain(directory.published(), places), options.base_url)
    for kind, rows in counts.items():
        print(f"  {KINDS[kind].file} {rows} 行")
    print(f"已导出到 {options.output}。")
    return 0


def _diff(options: argparse.Namespace) -> int:
    told = changes(Build.read(options.old), Build.read(options.new))
    print("\n".join(told) if told else "没有变化。")
    return 0


def _import_places(options: argparse.Namespace) -> int:
    if options.template:
        write_template(options.file)
        print(f"模板写好了：{options.file}。")
        return 0
    engine = open_engine(options.database_url)
    migrate(engine)
    wanted = ImportOptions(options.source, options.dry_run, options.skip_bad, options.close_missing)
    report = import_places(engine, options.file, wanted, watch=_with_progress)
    print("\n".join(report_lines(report)), file=sys.stdout if report.sound else sys.stderr)
    return 0 if report.sound or report.written else 1


def _with_progress(rows: Iterable[Row], length: int | None) -> Iterable[Row]:
    return tqdm(rows, total=length, unit="行", desc="核对", delay=0.5, leave=False)


def _make_demo(options: argparse.Namespace) -> int:
    write_made_up(options.file, options.count)
    print(f"写好了 {options.count} 处编出来的地点：{options.file}。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
