"""How the open data answers over HTTP: refusals in words, methods, origins, validators."""

from __future__ import annotations

import httpx
import pytest

NOBODY = "00000000-0000-5000-8000-000000000000"


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/services?page=0", 400, "不能小于 1"),
        ("/services?page=-3", 400, "不能小于 1"),
        ("/services?page=1.5", 400, "整数"),
        ("/services?page=99999999999999999999999", 400, "不能大于"),
        ("/services?page=9999", 404, "一共 6 页"),
        ("/services?per_page=0", 400, "不能小于 1"),
        ("/services?per_page=-5", 400, "不能小于 1"),
        ("/services?per_page=501", 400, "不能大于 500"),
        ("/services?per_page=many", 400, "整数"),
        ("/services?format=xml", 400, "ndjson"),
        ("/services?full=perhaps", 400, "true 或 false"),
        ("/services?minimal=2", 400, "true 或 false"),
        ("/services?modified_after=yesterday", 400, "ISO 8601"),
        ("/services?modified_after=2026-02-30", 400, "ISO 8601"),
        ("/services?modified_after=0001-01-01T00:00:00%2B14:00", 400, "ISO 8601"),
        ("/services?taxonomy_term_id=women-2.2.4", 400, "UUID"),
        ("/services?taxonomy_id=1%27%20OR%201=1", 400, "UUID"),
        ("/services?organization_id=", 400, "UUID"),
        ("/services?search=" + "长" * 201, 400, "200"),
        ("/taxonomy_terms?parent_id=none", 400, "UUID"),
        ("/taxonomy_terms?page=500", 404, "没有第 500 页"),
        (f"/services/{NOBODY}", 404, "没有编号"),
        ("/services/respite-care", 404, "没有编号"),
        (f"/organizations/{NOBODY}", 404, "机构"),
        (f"/taxonomies/{NOBODY}", 404, "分类法"),
        (f"/taxonomy_terms/{NOBODY}", 404, "分类词条"),
        ("/nothing", 404, "openapi.json"),
        ("/services/a/b", 404, "openapi.json"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_sentence(
    client: httpx.Client, address: str, status: int, words: str
) -> None:
    response = client.get(address)
    assert response.status_code == status, response.text
    body = response.json()
    assert set(body) == {"error", "text", "message"} and words in body["text"] and body["message"].isascii()
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/services", "/taxonomies", f"/services/{NOBODY}"])
def test_open_data_can_only_be_read(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, path, content=b"{}" if method != "DELETE" else None)
    assert response.status_code == 405 and response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert "GET" in response.json()["text"]


def test_any_origin_may_read(client: httpx.Client) -> None:
    assert client.get("/services", headers={"Origin": "https://example.org"}).headers[
        "access-control-allow-origin"
    ] == ("*")
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    preflight = client.options("/services", headers=asked)
    assert preflight.status_code == 204 and "GET" in preflight.headers["access-control-allow-methods"]


def test_head_is_get_without_a_body(client: httpx.Client) -> None:
    plain = {"Accept-Encoding": "identity"}
    got, head = client.get("/services", headers=plain), client.head("/services", headers=plain)
    assert head.status_code == 200 and head.content == b""
    assert head.headers["etag"] == got.headers["etag"]
    assert head.headers["content-length"] == str(len(got.content))


@pytest.mark.parametrize("path", ["/services", "/services?format=ndjson", "/taxonomy_terms?per_page=3"])
def test_what_the_asker_has_already_is_not_sent_again(client: httpx.Client, path: str) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    assert "max-age" in first.headers["cache-control"]
    for held in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        again = client.get(path, headers={"If-None-Match": held})
        assert again.status_code == 304 and again.content == b"" and again.headers["etag"] == tag
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_different_questions_have_different_tags(client: httpx.Client) -> None:
    paths = ("/services", "/services?page=2", "/services?full=true", "/services?format=ndjson", "/taxonomies")
    assert len({client.get(path).headers["etag"] for path in paths}) == len(paths)


def test_prefix_without_a_slash_leads_to_the_overview(client: httpx.Client) -> None:
    base = str(client.base_url).rstrip("/")
    assert httpx.get(base, follow_redirects=True).json()["version"] == "3.1"


@pytest.mark.parametrize("host", ['evil.example"', "a b", "evil.example/path", ""])
def test_host_that_is_no_host_is_refused(client: httpx.Client, host: str) -> None:
    """An address in the records comes from this header; it must not break out of the JSON around it."""
    response = client.get("/services", headers={"Host": host})
    assert response.status_code == 400
