"""Who may do what at the desk: every route with the least role that may use it, in one table.

A route that is not in the table stops the start; tests/api/staff/test_roles.py tries all of them as everybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from fastapi import APIRouter
from fastapi.routing import APIRoute

ANYBODY: Final = None

LEAST_ROLE: Final = MappingProxyType(
    {
        "GET /sign-in": ANYBODY,
        "POST /sign-in": ANYBODY,
        "GET /welcome/{secret}": ANYBODY,
        "POST /welcome/{secret}": ANYBODY,
        "GET /": "clerk",
        "GET /results": "clerk",
        "GET /details/{kind}/{ident}": "clerk",
        "GET /ask": "clerk",
        "POST /ask": "clerk",
        "POST /ask/restart": "clerk",
        "GET /figures": "clerk",
        "GET /figures.csv": "clerk",
        "POST /sign-out": "clerk",
        "GET /me": "clerk",
        "POST /me/password": "clerk",
        "GET /content": "editor",
        "GET /content/services/{service_id}": "editor",
        "POST /content/services/{service_id}": "editor",
        "GET /content/places": "editor",
        "GET /content/places/{place_id}": "editor",
        "POST /content/places/{place_id}": "editor",
        "GET /content/drafts/{number}": "editor",
        "POST /content/drafts/{number}/publish": "publisher",
        "POST /content/drafts/{number}/discard": "editor",
        "GET /content/changes": "editor",
        "GET /content/changes/{number}": "editor",
        "POST /content/changes/{number}/roll-back": "publisher",
        "GET /content/import": "publisher",
        "POST /content/import": "publisher",
        "GET /unanswered": "editor",
        "POST /unanswered": "editor",
        "GET /people": "admin",
        "POST /people": "admin",
        "POST /people/{number}/role": "admin",
        "POST /people/{number}/disable": "admin",
        "POST /people/{number}/enable": "admin",
        "POST /people/{number}/reset": "admin",
        "GET /audit": "admin",
    }
)

ROLE_NAMES: Final = MappingProxyType({"clerk": "话务员", "editor": "编辑", "publisher": "发布人", "admin": "管理员"})

ROLE_SENTENCES: Final = MappingProxyType(
    {
        "clerk": "查询、模拟提问、看数字",
        "editor": "话务员能做的，加上改内容的草稿",
        "publisher": "编辑能做的，加上发布别人的草稿、退回、导入地点名录",
        "admin": "发布人能做的，加上管理账号",
    }
)


def keys_of(routers: Iterable[APIRouter]) -> set[str]:
    """How the table names the routes of these routers, e.g. `GET /people`."""
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    return {f"{method} {route.path}" for route in routes for method in route.methods or ()}


def check_table(routers: Iterable[APIRouter]) -> None:
    """Raise LookupError when the table and the routes are not the same."""
    differ = keys_of(routers) ^ set(LEAST_ROLE)
    if differ:
        raise LookupError(f"roles.py and the routes differ: {sorted(differ)}")
