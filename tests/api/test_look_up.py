"""GET /api/search: the contract, the district, and bad input."""

from __future__ import annotations

from typing import Any

import pytest

from services_db import Catalogue

KEYS = {"kind", "id", "title", "snippet", "clauses", "url", "score"}
KINDS = {"service", "clause", "indicator", "hotline", "place"}


async def test_results_of_all_kinds_come_in_one_list_with_the_promised_keys(open_door: Any) -> None:
    async with open_door() as client:
        answer = (await client.get("/api/search", params={"q": "12338 妇女维权热线", "limit": 20})).json()
    assert set(answer) == {"query", "results"} and answer["query"] == "12338 妇女维权热线"
    assert {"service", "clause", "hotline"} <= {hit["kind"] for hit in answer["results"]} <= KINDS
    for hit in answer["results"]:
        assert set(hit) == KEYS
        assert isinstance(hit["clauses"], list) and isinstance(hit["score"], float)
    scores = [hit["score"] for hit in answer["results"]]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("query", "clause"),
    [
        ("村委女委员 占比", "women-2.5.4"),
        ("托位 4.5", "children-3.1"),
        ("未保中心 实体化率", "children-table.7"),
        ("国民体质合格率 女", "women-table.2"),
        ("兩癌篩查率", "women-2.2.4"),
        ("etzj", "children-3.3"),
    ],
)
async def test_clerk_finds_the_clause_among_the_first_three(open_door: Any, query: str, clause: str) -> None:
    async with open_door() as client:
        results = (await client.get("/api/search", params={"q": query, "limit": 3})).json()["results"]
    assert clause in {cited for hit in results for cited in hit["clauses"]}


async def test_every_link_of_a_result_opens(open_door: Any) -> None:
    async with open_door() as client:
        for hit in (await client.get("/api/search", params={"q": "托育 4.5 12338", "limit": 30})).json()["results"]:
            if hit["url"].startswith("/"):
                assert (await client.get(hit["url"])).status_code == 200, hit
            else:
                assert hit["url"] == f"tel:{hit['id']}"


@pytest.mark.parametrize("district", ["鹿城区", "鹿城", "柳市镇", "柳市", "鹿城區", ""])
async def test_what_holds_everywhere_is_found_in_every_district(open_door: Any, district: str) -> None:
    async with open_door() as client:
        everywhere = (await client.get("/api/search", params={"q": "托育"})).json()["results"]
        here = await client.get("/api/search", params={"q": "托育", "district": district})
    assert here.status_code == 200 and here.json()["results"] == everywhere


async def test_name_of_the_district_does_not_disturb_the_search(open_door: Any) -> None:
    async with open_door() as client:
        without = (await client.get("/api/search", params={"q": "托育"})).json()
        answer = (await client.get("/api/search", params={"q": "鹿城区 托育", "district": "鹿城"})).json()
    assert answer == {"query": "鹿城区 托育", "results": without["results"]}


@pytest.mark.parametrize("district", ["杭州", "火星", "区"])
async def test_district_outside_wenzhou_is_refused_in_words(open_door: Any, district: str) -> None:
    async with open_door() as client:
        response = await client.get("/api/search", params={"q": "托育", "district": district})
    assert response.status_code == 422 and "温州没有" in response.json()["text"]


@pytest.mark.parametrize("query", ["", "   ", "。。。", "qqqqqq", "今天天气怎么样"])
async def test_nothing_known_is_an_empty_list(open_door: Any, query: str) -> None:
    async with open_door() as client:
        response = await client.get("/api/search", params={"q": query})
    assert response.status_code == 200 and response.json()["results"] == []


@pytest.mark.parametrize("params", [{"q": "长" * 201}, {"q": "托育", "limit": "0"}, {"q": "托育", "limit": "many"}])
async def test_bad_input_is_refused_in_chinese(open_door: Any, params: dict[str, str]) -> None:
    async with open_door() as client:
        response = await client.get("/api/search", params=params)
    assert response.status_code == 422 and response.json()["text"]


@pytest.mark.parametrize("query", ["托育", "儿童之家", "母婴室"])
async def test_word_for_a_kind_of_place_leads_to_its_service_first(
    open_door: Any, catalogue_with_places: Catalogue, query: str
) -> None:
    async with open_door(catalogue=catalogue_with_places) as client:
        kinds = [hit["kind"] for hit in (await client.get("/api/search", params={"q": query})).json()["results"]]
    assert kinds[0] == "service" and "place" in kinds


async def test_places_are_found_and_lead_to_their_page(open_door: Any, catalogue_with_places: Catalogue) -> None:
    async with open_door(catalogue=catalogue_with_places) as client:
        results = (await client.get("/api/search", params={"q": "柳市镇 儿童之家", "limit": 10})).json()["results"]
        places = [hit for hit in results if hit["kind"] == "place"]
        page = await client.get(places[0]["url"])
    assert results[0]["kind"] == "service", "what it is comes before where one is"
    assert places and all(set(hit) == KEYS and "示例名录" in hit["snippet"] for hit in places)
    assert page.status_code == 200 and places[0]["title"] in page.text


@pytest.mark.parametrize(("district", "within"), [("乐清", "乐清市"), ("柳市", "乐清市柳市镇")])
async def test_places_differ_between_districts(
    open_door: Any, catalogue_with_places: Catalogue, district: str, within: str
) -> None:
    async with open_door(catalogue=catalogue_with_places) as client:
        query = {"q": f"{district} 托育机构", "district": district, "limit": 20}
        results = (await client.get("/api/search", params=query)).json()["results"]
    places = [hit for hit in results if hit["kind"] == "place"]
    assert places and all(within in hit["snippet"] for hit in places)


async def test_default_database_finds_no_place(open_door: Any) -> None:
    async with open_door() as client:
        results = (await client.get("/api/search", params={"q": "示例 儿童之家", "limit": 50})).json()["results"]
    assert results and not any(hit["kind"] == "place" for hit in results)
