"""Services at places: a full crawl of a running gateway with a made-up directory, and its filters."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

import httpx
import pytest

from services_db import Catalogue
from tests.contracts import hsds_models as models
from tests.contracts.conftest import import_made_up
from tests.contracts.hsds_crawl import crawl, lines

PATH = "/service_at_locations"


@pytest.fixture(scope="module")
def offers(places_client: httpx.Client) -> list[dict[str, Any]]:
    return list(crawl(places_client, PATH, per_page=170, full="true"))


def test_every_listed_object_keeps_to_the_standard(places_client: httpx.Client, offers: list[dict[str, Any]]) -> None:
    listed = list(crawl(places_client, PATH, per_page=333))
    for record in listed:
        models.OfferSummary.model_validate(record)
    for record in offers:
        models.OfferFull.model_validate(record)
    assert [record["id"] for record in listed] == [record["id"] for record in offers]
    assert len({record["id"] for record in offers}) == len(offers)


def test_every_object_can_be_asked_for_by_its_id(places_client: httpx.Client, offers: list[dict[str, Any]]) -> None:
    for full in offers[::9]:
        record = places_client.get(f"{PATH}/{full['id']}").json()
        models.Offer.model_validate(record)
        assert {**record, "service": None} == {**full, "service": None}
        assert full["service"].items() <= record["service"].items()


def test_every_place_offers_the_services_of_its_kind(
    places_client: httpx.Client, offers: list[dict[str, Any]], catalogue: Catalogue
) -> None:
    kinds = {service.uuid: service.place_kind for service in catalogue.services() if service.place_kind}
    places: dict[str, str] = {}
    for offer in offers:
        (kind,) = (a for a in offer["location"]["attributes"] if a["link_type"] == "place_kind")
        assert kind["taxonomy_term"]["code"] == f"place_kind/{kinds[offer['service_id']]}"
        places[offer["location_id"]] = kinds[offer["service_id"]]
    assert len(places) == 200
    assert len(offers) == sum(list(kinds.values()).count(kind) for kind in places.values())


@pytest.mark.parametrize("params", [{}, {"full": "true"}, {"search": "鹿城"}])
def test_lines_hold_the_same_records_as_the_pages(places_client: httpx.Client, params: dict[str, str]) -> None:
    assert lines(places_client, PATH, **params) == list(crawl(places_client, PATH, per_page=400, **params))


def test_made_up_places_say_so_and_name_their_source(offers: list[dict[str, Any]]) -> None:
    for offer in offers:
        assert "示例" in offer["location"]["name"] and "先打电话问" in offer["description"]
        sources = [a["value"] for a in offer["location"]["attributes"] if a["link_type"] == "source"]
        assert sources and "示例" in sources[0]


def test_unknown_postal_code_is_empty_and_unknown_position_is_left_out(offers: list[dict[str, Any]]) -> None:
    codes = {address["postal_code"] for offer in offers for address in offer["location"]["addresses"]}
    assert codes == {"325000", "325600", ""}
    assert any("latitude" not in offer["location"] for offer in offers)


def test_link_of_a_place_opens(places_client: httpx.Client, offers: list[dict[str, Any]]) -> None:
    for offer in offers[::100]:
        page = places_client.get(offer["location"]["url"])
        assert page.status_code == 200 and offer["location"]["name"] in page.text


def test_opening_hours_carry_the_directorys_words(offers: list[dict[str, Any]]) -> None:
    schedules = [schedule for offer in offers for schedule in offer["location"].get("schedules", [])]
    assert any(schedule.get("freq") == "WEEKLY" and schedule["opens_at"].endswith("+08:00") for schedule in schedules)
    assert any("freq" not in schedule for schedule in schedules), "words that are no hours stand without a rhythm"
    assert all(schedule["description"] for schedule in schedules)


def test_filters_add_up(places_client: httpx.Client, offers: list[dict[str, Any]]) -> None:
    def found(**params: Any) -> set[str]:
        return {record["id"] for record in crawl(places_client, PATH, per_page=400, **params)}

    term = offers[0]["location"]["attributes"][0]["taxonomy_term_id"]
    alone: list[dict[str, Any]] = [
        {"taxonomy_term_id": term},
        {"postcode": "325000"},
        {"search": "示例"},
        {"organization_id": offers[0]["service"]["organization_id"]},
        {"modified_after": "2026-01-01"},
    ]
    together = {key: value for params in alone for key, value in params.items()}
    assert found(**together) == set.intersection(*(found(**params) for params in alone)) != set()
    by_code = {o["id"] for o in offers if o["location"]["addresses"][0]["postal_code"] == "325000"}
    assert found(postcode="325000") == by_code
    service = offers[0]["service_id"]
    assert found(service_id=service) == {o["id"] for o in offers if o["service_id"] == service}


def test_search_finds_a_place_by_its_name_and_a_service_by_its_own(
    places_client: httpx.Client, offers: list[dict[str, Any]]
) -> None:
    name, county = offers[0]["location"]["name"], offers[0]["location"]["addresses"][0]["region"]
    named = list(crawl(places_client, PATH, search=name))
    assert named and {record["location"]["name"] for record in named} == {name}
    both = list(crawl(places_client, PATH, search=f"{offers[0]['service']['name']} {county}"))
    assert both and {record["service_id"] for record in both} == {offers[0]["service_id"]}
    ids = {record["id"] for record in both}
    assert ids == {
        offer["id"]
        for offer in offers
        if offer["service_id"] == offers[0]["service_id"] and offer["location"]["addresses"][0]["region"] == county
    }


def test_proximity_is_measured_from_the_middle_of_the_postcode(
    places_client: httpx.Client, offers: list[dict[str, Any]]
) -> None:
    places = {offer["location_id"]: offer["location"] for offer in offers if "latitude" in offer["location"]}
    coded = [place for place in places.values() if place["addresses"][0]["postal_code"] == "325600"]
    middle = tuple(sum(place[axis] for place in coded) / len(coded) for axis in ("latitude", "longitude"))
    away = {ident: _metres(middle, (place["latitude"], place["longitude"])) for ident, place in places.items()}
    found = list(crawl(places_client, PATH, postcode="325600", proximity="30000", per_page=400))
    assert {record["location_id"] for record in found} == {ident for ident, metres in away.items() if metres <= 30000}
    by_kind: dict[str, list[float]] = {}
    for record in found:
        by_kind.setdefault(record["service_id"], []).append(away[record["location_id"]])
    assert all(distances == sorted(distances) for distances in by_kind.values())
    nobody = places_client.get(PATH, params={"postcode": "999999", "proximity": "500"}).json()
    assert nobody["empty"] and nobody["total_items"] == 0


def test_service_holds_the_places_that_offer_it(places_client: httpx.Client, offers: list[dict[str, Any]]) -> None:
    service_id = offers[0]["service_id"]
    service = places_client.get(f"/services/{service_id}").json()
    models.Service.model_validate(service)
    nested = {record["id"] for record in service["service_at_locations"]}
    assert nested == {offer["id"] for offer in offers if offer["service_id"] == service_id}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("postcode=325", "邮政编码"),
        ("postcode=32500x", "邮政编码"),
        ("proximity=500", "postcode"),
        ("postcode=325000&proximity=far", "数字"),
        ("postcode=325000&proximity=-1", "不能小于"),
        ("postcode=325000&proximity=nan", "有限"),
        ("service_id=none", "UUID"),
        ("page=99999", "没有第 99999 页"),
    ],
)
def test_bad_filter_is_refused_with_a_sentence(places_client: httpx.Client, query: str, words: str) -> None:
    response = places_client.get(f"{PATH}?{query}")
    assert response.status_code in (400, 404) and words in response.json()["text"]


@pytest.mark.parametrize("ident", ["x", "{0}", "00000000-0000-8000-8000-000000000000", "urn:uuid:1"])
def test_unknown_id_is_404(places_client: httpx.Client, ident: str) -> None:
    response = places_client.get(f"{PATH}/{ident}")
    assert response.status_code == 404 and response.json()["text"]


@pytest.mark.parametrize("search", ['"', "' OR 1=1 --", "NEAR(", "*", "托育 AND", "(", "\x00", "🙂"])
def test_odd_characters_in_a_search_are_only_characters(places_client: httpx.Client, search: str) -> None:
    assert places_client.get(PATH, params={"search": search}).status_code == 200


def test_import_is_seen_while_serving(places_client: httpx.Client, places_url: str, tmp_path: Path) -> None:
    """Comes last: it adds places."""
    before = places_client.get(PATH)
    stream = places_client.head(PATH, params={"format": "ndjson"}).headers["etag"]
    import_made_up(places_url, tmp_path / "more.csv", 240)
    after = places_client.get(PATH, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200 and after.json()["total_items"] > before.json()["total_items"]
    assert places_client.head(PATH, params={"format": "ndjson"}).headers["etag"] != stream


def _metres(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    north, east = radians(other[0] - one[0]), radians(other[1] - one[1])
    chord = sin(north / 2) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(east / 2) ** 2
    return 2 * 6371008.8 * asin(sqrt(chord))
