"""The figures: charts with their table, a download, and nothing of any person."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from api.counting import Counting
from api.staff.charts import HEIGHT, WIDTH, columns
from api.staff.desk import Desk
from bot import NamedService, Reply, Status
from services_db.state import FeedbackBox, Opinion
from services_db.state.daily_counts import DailyCounts
from tests.api.staff.conftest import Visitor


def ask_some(desk: Desk) -> None:
    now = datetime.now(UTC)
    for days, times in ((0, 3), (1, 5), (40, 7)):
        counting = Counting(DailyCounts(desk.engine), lambda at=now - timedelta(days=days): at)
        for _ in range(times):
            service = (NamedService("childcare-under-3", "托育", ()),)
            counting.answered("web", Reply(Status.ANSWERED, "", "cost", "鹿城区", None, service), 30)
        counting.answered("wechat", Reply(Status.CRISIS, "", safety="child_abuse"), 2)
        counting.answered("web", Reply(Status.OUT_OF_SCOPE, ""), 2)
        counting.flush()
    FeedbackBox(desk.engine).put(Opinion("not_helped", "我叫张三，托育", "answered"))


async def test_page_tells_days_crises_services_counties_feedback_and_times(visitor: Visitor, desk: Desk) -> None:
    ask_some(desk)
    async with visitor("clerk") as client:
        page = (await client.get("/staff/figures?days=30")).text
    rows = [re.findall(r"<td>(\d+)</td>", row) for row in re.findall(r"<tr><th scope=\"row\">\d{4}-.+?</tr>", page)]
    assert rows[0] == ["3", "0", "1", "1", "0"] and rows[1] == ["5", "0", "1", "1", "0"] and len(rows) == 30
    plain = re.sub(r"<[^>]+>", "|", page)
    for shown in ("3岁以下托育服务||8", "伤害孩子||2", "鹿城区||8", "微信||2", "没帮上||1", "50 毫秒以内||8"):
        assert shown in plain, shown
    assert "张三" not in page and "style=" not in page
    for drawing in re.findall(r"<svg.+?</svg>", page, re.DOTALL):
        assert "表里" in ElementTree.fromstring(drawing).attrib["aria-label"]


async def test_download_opens_in_a_spreadsheet_and_holds_the_same_numbers(visitor: Visitor, desk: Desk) -> None:
    ask_some(desk)
    async with visitor("clerk") as client:
        answer = await client.get("/staff/figures.csv?days=90")
    assert answer.content.startswith(b"\xef\xbb\xbf") and "attachment" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0] == ["日期", "项目", "哪一个", "次数"]
    assert sum(int(n) for _, what, which, n in rows[1:] if (what, which) == ("结果", "答了")) == 15
    assert "张三" not in answer.text


async def test_odd_periods_are_refused_and_an_empty_one_is_shown(visitor: Visitor) -> None:
    async with visitor("clerk") as client:
        assert (await client.get("/staff/figures?days=0")).status_code == 422
        assert (await client.get("/staff/figures?days=x")).status_code == 422
        assert (await client.get("/staff/figures")).status_code == 200


def test_columns_pile_up_to_the_highest_and_stay_inside() -> None:
    chart = columns(["a", "b"], {"x": [1, 3], "y": [1, 1]})
    assert chart.top == 4 and max(bar.height for bar in chart.bars) == HEIGHT * 3 / 4
    for bar in chart.bars:
        assert bar.x >= 0 and bar.x + bar.width <= WIDTH and bar.y >= 0 and bar.y + bar.height <= HEIGHT + 0.1
    assert columns([], {}).bars == () and columns(["a"], {"x": [0]}).bars == ()
