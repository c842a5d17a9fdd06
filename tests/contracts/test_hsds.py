"""A full crawl of a running gateway's open data, every object held against the standard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.contracts import hsds_models as models
from tests.contracts.hsds_crawl import crawl, lines

NOBODY = "00000000-0000-5000-8000-000000000000"
LISTS = ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")
FORMS = [
    ("services", {}, models.ServiceSummary),
    ("services", {"full": "true"}, models.Service),
    ("services", {"minimal": "true"}, models.ServiceMinimal),
    ("organizations", {}, models.OrganizationSummary),
    ("organizations", {"full": "true"}, models.Organization),
    ("organizations", {"full_service": "true"}, models.OrganizationInFull),
    ("taxonomies", {}, models.Taxonomy),
    ("taxonomy_terms", {}, models.Term),
]


@pytest.fixture(scope="module")
def services(client: httpx.Client) -> list[dict[str, Any]]:
    return list(crawl(client, "/services", full="true"))


@pytest.fixture(scope="module")
def terms(client: httpx.Client) -> dict[str, dict[str, Any]]:
    return {term["id"]: term for term in crawl(client, "/taxonomy_terms")}


@pytest.mark.parametrize(("path", "params", "model"), FORMS)
def test_every_object_of_every_page_keeps_to_the_standard(
    client: httpx.Client, path: str, params: dict[str, str], model: type[models.Strict]
) -> None:
    found = list(crawl(client, f"/{path}", **params))
    assert found
    for record in found:
        model.model_validate(record)
    assert len({record["id"] for record in found}) == len(found)


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("services", models.Service),
        ("organizations", models.Organization),
        ("taxonomies", models.Taxonomy),
        ("taxonomy_terms", models.Term),
    ],
)
def test_every_listed_object_can_be_asked_for_by_its_id(
    client: httpx.Client, path: str, model: type[models.Strict]
) -> None:
    for listed in crawl(client, f"/{path}"):
        record = client.get(f"/{path}/{listed['id']}").json()
        model.model_validate(record)
        assert listed.items() <= record.items()


@pytest.mark.parametrize(("path", "params", "model"), FORMS)
def test_lines_hold_the_same_records_as_the_pages(
    client: httpx.Client, path: str, params: dict[str, str], model: type[models.Strict]
) -> None:
    assert lines(client, f"/{path}", **params) == list(crawl(client, f"/{path}", **params))


def test_overview_names_version_profile_and_document(client: httpx.Client) -> None:
    overview = client.get("/").json()
    assert overview["version"] == "3.1" and set(overview) == {"version", "profile", "openapi_url"}
    for address in (overview["profile"], overview["openapi_url"]):
        assert client.get(address).status_code == 200


def test_document_describes_every_path_that_answers(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    assert {f"/{path}" for path in LISTS} | {f"/{path}/{{ident}}" for path in LISTS} | {"/"} <= set(document["paths"])
    assert document["info"]["title"] and document["openapi"].startswith("3.1")
    named = {schema["$ref"].rpartition("/")[2] for schema in _references(document)}
    assert named <= set(document["components"]["schemas"])


def test_profile_page_and_patches_can_be_read(client: httpx.Client) -> None:
    page = client.get("/profile")
    assert page.headers["content-type"].startswith("text/html") and "开放数据说明" in page.text
    patch = client.get("/profile/attribute.json")
    assert patch.headers["content-type"].startswith("application/merge-patch+json")
    ours = set(patch.json()["properties"])
    assert ours == {"facet", "kind", "statement", "quote", "clause", "clause_url"}
    assert "capacities" in client.get("/profile/service_at_location.json").json()["properties"]
    assert client.get("/profile/nothing.json").status_code == 404


def test_every_statement_is_linked_to_the_clause_that_holds_its_quote(
    services: list[dict[str, Any]], terms: dict[str, dict[str, Any]]
) -> None:
    statements = [attribute for service in services for attribute in service["attributes"] if "facet" in attribute]
    assert len(statements) > 3000
    for said in statements:
        term = terms[said["taxonomy_term_id"]]
        if said["kind"] == "unstated":
            assert "clause" not in said and term["code"] == "unstated"
        else:
            assert term["code"] == said["clause"] and said["quote"] in term["description"]
            assert said["value"] == said["quote"] and said["statement"] in said["label"]
            assert said["clause_url"] == term["term_uri"]


def test_nested_terms_are_those_of_the_list_and_ids_are_never_used_twice(
    services: list[dict[str, Any]], terms: dict[str, dict[str, Any]]
) -> None:
    seen: set[str] = set()
    for service in services:
        items = [item for value in service.values() if isinstance(value, list) for item in value]
        for item in items:
            assert item["id"] not in seen
            seen.add(item["id"])
        for attribute in service["attributes"]:
            assert attribute["taxonomy_term"] == terms[attribute["taxonomy_term_id"]]
            assert attribute["link_id"] == service["id"]


def test_services_reach_all_twelve_counties_and_say_that_the_plans_have_ended(services: list[dict[str, Any]]) -> None:
    for service in services:
        assert len({area["name"] for area in service["service_areas"]}) == 12
        assert "2021年到2025年" in service["alert"]


def test_links_of_a_record_open(client: httpx.Client, services: list[dict[str, Any]]) -> None:
    for service in services[::50]:
        for address in [service["url"], *(link["url"] for link in service["additional_urls"])]:
            assert client.get(address).status_code == 200


def test_filters_add_up(client: httpx.Client, services: list[dict[str, Any]]) -> None:
    """Whatever is combined, the result is what every filter alone would have let through."""
    one, other = (services[0]["attributes"][n]["taxonomy_term_id"] for n in (0, 1))
    organization, modified = services[0]["organization_id"], services[0]["last_modified"]
    alone = [
        {"taxonomy_term_id": one},
        {"taxonomy_term_id": other},
        {"organization_id": organization},
        {"modified_after": modified},
        {"search": "产假"},
    ]
    sets = [{record["id"] for record in crawl(client, "/services", **params)} for params in alone]
    together = {
        "taxonomy_term_id": [one, other],
        "organization_id": organization,
        "modified_after": modified,
        "search": "产假",
    }
    found = {record["id"] for record in crawl(client, "/services", **together)}
    assert found == set.intersection(*sets) and services[0]["id"] in found
    assert len(found) < min(len(sets[0]), len(sets[1]))


@pytest.mark.parametrize(
    "params",
    [
        {"taxonomy_term_id": NOBODY},
        {"taxonomy_id": NOBODY},
        {"organization_id": NOBODY},
        {"modified_after": "2999-01-01"},
        {"search": "今天天气怎么样"},
    ],
)
def test_nothing_that_fits_is_one_empty_page(client: httpx.Client, params: dict[str, str]) -> None:
    page = client.get("/services", params=params).json()
    assert page["empty"] and page["contents"] == [] and page["total_items"] == page["total_pages"] == 0
    assert page["first_page"] and page["last_page"] and page["page_number"] == 1


def test_search_is_the_catalogues_own_and_puts_the_best_first(client: httpx.Client) -> None:
    first = client.get("/services", params={"search": "两癌筛查"}).json()["contents"][0]
    assert first["name"] == "适龄妇女“两癌”免费筛查"


def test_minimal_gives_all_services_in_one_page(client: httpx.Client, services: list[dict[str, Any]]) -> None:
    page = client.get("/services", params={"minimal": "true"}).json()
    assert page["size"] == page["total_items"] == len(services)


def test_modified_after_takes_the_moment_itself(client: httpx.Client, services: list[dict[str, Any]]) -> None:
    moment = services[0]["last_modified"]
    same = client.get("/services", params={"modified_after": moment}).json()["total_items"]
    assert same == sum(service["last_modified"] >= moment for service in services) > 0
    in_wenzhou = client.get("/services?modified_after=2026-01-01T08:00:00+08:00").json()
    assert in_wenzhou["total_items"] == len(services), "an unescaped + is read as it was meant"


def test_clauses_hang_under_their_plans(client: httpx.Client, terms: dict[str, dict[str, Any]]) -> None:
    plans = {term["code"]: term["id"] for term in terms.values() if term["code"] in ("women", "children")}
    below = [list(crawl(client, "/taxonomy_terms", parent_id=ident)) for ident in plans.values()]
    assert sum(map(len, below)) == 156
    top = {term["id"] for term in crawl(client, "/taxonomy_terms", top_only="true")}
    assert top == {ident for ident, term in terms.items() if "parent_id" not in term}


def _references(node: Any) -> Iterator[dict[str, str]]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
