"""Say an import's report in plain sentences, for the command line and for the desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from services_db.places.importing import ImportReport

SHOWN: Final = 20


def report_lines(report: ImportReport, shown: int = SHOWN) -> Iterator[str]:
    """What was wrong, what was done or would be done, what vanished; the first `shown` of long lists."""
    yield from map(str, report.problems[:shown])
    if len(report.problems) > shown:
        yield f"……还有 {report.bad_rows - shown} 行有问题。"
    if report.unused_columns:
        yield f"这些列没有用到：{'、'.join(report.unused_columns)}。"
    if report.merged is None:
        yield f"{report.file} 没有导入，数据库没有改动。"
        return
    merged = report.merged
    counts = f"新增 {merged.added}，改动 {merged.changed}，重新开放 {merged.reopened}，没变 {merged.unchanged}"
    if report.written:
        skipped = f"跳过 {report.bad_rows} 行有问题的，" if report.bad_rows else ""
        yield f"读了 {report.rows} 行，{skipped}已写入：{counts}，关闭 {merged.closed}。"
    elif report.sound:
        yield f"试读了 {report.rows} 行，没有问题。正式导入会：{counts}。数据库没有改动。"
    else:
        yield f"读了 {report.rows} 行，{report.bad_rows} 行有问题，数据库没有改动。"
        yield "改好再来，或者加 --skip-bad 只导入好的。"
    if merged.overruled:
        verb = "改成了名录的" if report.written else "会改成名录的"
        yield f"编辑改过、名录后来也改了的 {len(merged.overruled)} 处，{verb}：{_some(merged.overruled, shown)}。"
    yield from _vanished(report, shown)


def _vanished(report: ImportReport, shown: int) -> Iterator[str]:
    merged = report.merged
    if merged is None or not merged.vanished or (report.bad_rows and not report.written):
        return
    left = len(merged.vanished) - merged.closed
    yield f"数据库里有、这份名录里没有的 {len(merged.vanished)} 处：{_some(merged.vanished, shown)}。"
    if report.close_refused:
        yield "有的行被跳过了，没找到的可能就在里面，所以一处也没有关闭。"
    elif left:
        yield "它们还照常显示；确实没有了的话，加 --close-missing 再导入一次。"


def _some(names: Sequence[str], shown: int) -> str:
    return "、".join(names[:shown]) + ("……" if len(names) > shown else "")
