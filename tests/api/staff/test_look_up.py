"""The clerk's look-up: what is found, what stands beside it, and what is to be said on the phone."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from api.staff.finding import Finder, Wanted
from api.staff.marking import marked
from api.staff.script import PERIOD, script_of
from services_db import Catalogue
from tests.api.staff.conftest import Visitor

LOOKUPS = Path(__file__).parents[2] / "services_db/clerk_lookups.csv"


@pytest.fixture
def finder(catalogue_with_places: Catalogue) -> Finder:
    return Finder(catalogue_with_places)


@pytest.mark.parametrize(
    ("query", "kind", "ident"),
    [
        ("托位", "indicator", "children-table.3"),
        ("tuowei 2025", "indicator", "children-table.3"),
        ("长护险", "service", "long-term-care-insurance"),
        ("未保中心实体化率", "indicator", "children-table.7"),
        ("两癌帅查", "service", "cervical-breast-screening"),
        ("liangai", "service", "cervical-breast-screening"),
        ("etzj", "service", "childrens-home"),
        ("12338", "hotline", "12338"),
        ("妇女规划 二（二）4", "clause", "women-2.2.4"),
    ],
)
def test_clerk_finds_it_among_the_first_five(finder: Finder, query: str, kind: str, ident: str) -> None:
    hits = finder.find(finder.wanted({"q": query})).hits[:5]
    assert (kind, ident) in [(hit.kind, hit.id) for hit in hits]


def test_every_look_up_of_the_clerks_leads_to_its_clause(finder: Finder) -> None:
    with LOOKUPS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    missed = []
    for row in rows:
        found = {clause for hit in finder.find(finder.wanted({"q": row["query"]})).hits[:6] for clause in hit.clauses}
        if not found & set(row["clauses"].split()):
            missed.append(row["query"])
    assert not missed


def test_places_of_the_chosen_county_are_in_the_same_list(finder: Finder) -> None:
    hits = finder.find(Wanted("示例 托育", county="鹿城区", kind="place")).hits
    assert hits and all(hit.kind == "place" and "鹿城区" in hit.snippet for hit in hits)


def test_places_come_after_what_the_plans_say_but_a_name_as_typed_comes_first(finder: Finder) -> None:
    hits = finder.find(Wanted("托育")).hits
    assert [hit.kind for hit in hits[:4]] == ["service", "service", "service", "place"]
    assert hits[0].id == "childcare-under-3"
    place = hits[3]
    assert finder.find(Wanted(place.title)).hits[0].id == place.id


def test_filters_narrow_and_by_themselves_list_what_they_leave(finder: Finder, catalogue: Catalogue) -> None:
    both = finder.find(Wanted(stage="孕产", category="妇女健康")).hits
    assert both
    for hit in both:
        service = catalogue.service(hit.id)
        assert "孕产" in service.life_stages and service.category == "妇女健康"
    assert {hit.kind for hit in finder.find(Wanted("检查", stage="孕产")).hits} == {"service"}
    assert {hit.kind for hit in finder.find(Wanted("两癌", kind="clause")).hits} == {"clause"}
    assert finder.find(Wanted("两癌", stage="孕产", kind="clause")).hits == ()
    assert finder.find(Wanted()).hits == ()


def test_choices_that_do_not_exist_count_as_none(finder: Finder) -> None:
    odd = {"county": "杭州", "stage": "x", "category": "'", "kind": "<b>", "q": " 托育\u200b"}
    assert finder.wanted(odd) == Wanted("托育")


def test_matched_words_are_marked_and_markup_stays_text() -> None:
    assert marked("<b>两癌筛查</b>", ["两癌", "癌"]) == "&lt;b&gt;<mark>两癌</mark>筛查&lt;/b&gt;"
    assert marked("A&B 托位", []) == "A&amp;B 托位"
    assert marked("a.b axb", ["a.b"]) == "<mark>a.b</mark> axb"


async def test_list_marks_what_was_meant_by_a_slip(visitor: Visitor) -> None:
    async with visitor("clerk") as client:
        page = (await client.get("/staff/results", params={"q": "两癌帅查"})).text
    assert "<mark>两癌</mark>" in page and 'role="option"' in page and "<a " not in page


async def test_pane_holds_facts_with_clause_and_quote_what_is_not_said_and_whom_to_call(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    service = catalogue.service("childcare-under-3")
    async with visitor("clerk") as client:
        page = (await client.get("/staff/details/service/childcare-under-3?county=鹿城区")).text
    plain = re.sub(r"<[^>]+>", "", page)
    for fact in service.facts:
        assert fact.text in plain
        assert fact.quote is None or fact.quote in plain
        assert fact.clause is None or f"/plans/{fact.clause}" in page
    for phone in service.phones:
        assert f"tel:{phone.hotline.number}" in page and phone.why in plain
    assert "规划没有写明" in plain and "鹿城区的托育机构" in plain and "示例" in plain
    for other in service.related:
        assert catalogue.service(other).name in plain


async def test_county_without_places_is_told_so_and_no_address_is_made_up(desk, settings, catalogue: Catalogue) -> None:  # type: ignore[no-untyped-def]
    from api.staff.details import Details

    shown = Details(catalogue).of("service", "childcare-under-3", "鹿城区")
    assert shown.context["places"] == [] and shown.context["place_kind"] == "托育机构"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("indicator/children-table.3", ["2020年", "4.5", "不等于已经做到"]),
        ("clause/women-2.2.4", ["引用这一条的事项", "适龄妇女"]),
        ("hotline/12338", ["妇女维权", "规划点名"]),
        ("hotline/110", ["全国统一"]),
    ],
)
async def test_everything_found_has_a_pane(visitor: Visitor, address: str, words: list[str]) -> None:
    async with visitor("clerk") as client:
        answer = await client.get(f"/staff/details/{address}")
    assert answer.status_code == 200
    for word in words:
        assert word in re.sub(r"<[^>]+>", "", answer.text)


async def test_place_found_has_a_pane_with_its_source(visitor: Visitor, finder: Finder) -> None:
    place = finder.find(Wanted("示例 托育", kind="place")).hits[0]
    async with visitor("clerk") as client:
        page = (await client.get(f"/staff/details/place/{place.id}")).text
    assert place.title in re.sub(r"<[^>]+>", "", page) and "出处：示例名录" in page


@pytest.mark.parametrize(
    "address", ["service/none", "place/none", "hotline/1", "clause/women-9", "person/1", "indicator/x"]
)
async def test_what_does_not_exist_has_none(visitor: Visitor, address: str) -> None:
    async with visitor("clerk") as client:
        assert (await client.get(f"/staff/details/{address}")).status_code == 404


async def test_page_works_without_a_script_and_shows_two_side_by_side(visitor: Visitor) -> None:
    asked = {"q": "托育", "county": "鹿城区", "beside": "service:childcare-under-3", "beside_county": "瑞安市"}
    async with visitor("clerk") as client:
        page = (await client.get("/staff/", params=asked | {"open": "service:childcare-under-3"})).text
        links = re.findall(r'href="(/staff/\?[^"]+open=[^"]+)"', page)
        assert (await client.get(links[1].replace("&amp;", "&"))).status_code == 200
    assert "鹿城区的托育机构" in page and "瑞安市的托育机构" in page


async def test_signed_out_fragment_says_so_without_a_page_around_it(visitor: Visitor) -> None:
    async with visitor() as client:
        answer = await client.get("/staff/results?q=托育", headers={"X-Fragment": "1"})
    assert answer.status_code == 401 and "<html" not in answer.text


async def test_desk_without_a_catalogue_still_names_the_numbers(desk, settings) -> None:  # type: ignore[no-untyped-def]
    import httpx

    from tests.api.staff.conftest import mounted, sign_in

    transport = httpx.ASGITransport(mounted(desk, settings, None))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        await sign_in(client, "clerk")
        answer = await client.get("/staff/")
    assert answer.status_code == 503 and "12345" in answer.text and "110" in answer.text


def test_script_of_every_service_says_only_what_the_catalogue_says(catalogue: Catalogue) -> None:
    for service in catalogue.services():
        script = script_of(service)
        assert service.name in script and script.endswith(PERIOD)
        told = [fact.text for fact in service.facts]
        for number in re.findall(r"\d+(?:\.\d+)?%", script):
            assert any(number in text for text in told), (service.id, number)
        assert "规划没有写明的：" in script or all(fact.kind != "unstated" for fact in service.facts)
        for phone in service.phones:
            assert phone.hotline.number in script


def test_script_tells_a_target_as_a_target(catalogue: Catalogue) -> None:
    for service in catalogue.services():
        lines = script_of(service)
        for fact in service.facts:
            if fact.kind == "target" and fact.text in lines:
                at = lines.index(fact.text)
                hedged = (
                    "目标" in fact.text or "规划" in fact.text or "2025" in fact.text or "目标是" in lines[at - 20 : at]
                )
                assert hedged, (service.id, fact.text)


def test_scripts_are_short_enough_to_be_read_out(catalogue: Catalogue) -> None:
    lengths = sorted(len(script_of(service)) for service in catalogue.services())
    assert lengths[len(lengths) // 2] < 450 and lengths[-1] < 900
