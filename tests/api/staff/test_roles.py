"""Every route of the desk, tried as everybody: nobody gets what is not theirs."""

from __future__ import annotations

import re
import time

import httpx
import pytest
from fastapi import APIRouter

from api.settings import Settings
from api.staff.app import staff_routers
from api.staff.desk import Desk
from api.staff.editing import Editing
from api.staff.roles import LEAST_ROLE, ROLE_NAMES, check_table, keys_of
from services_db import Catalogue
from services_db.database import open_engine
from services_db.state.staff import ROLES
from tests.api.staff.conftest import Visitor, shared, token

OUR_PAGE = "/staff/me"
NOTHING = Editing(open_engine("sqlite://"), None, time.time)


def test_table_of_roles_names_every_route_and_no_other(desk: Desk, settings: Settings, catalogue: Catalogue) -> None:
    assert keys_of(staff_routers(shared(desk, settings, catalogue), NOTHING)) == set(LEAST_ROLE)
    assert set(LEAST_ROLE.values()) <= {None, *ROLES} and set(ROLE_NAMES) == set(ROLES)


def test_route_without_a_role_stops_the_start(desk: Desk, settings: Settings, catalogue: Catalogue) -> None:
    forgotten = APIRouter()
    forgotten.get("/forgotten")(lambda: None)
    with pytest.raises(LookupError, match="GET /forgotten"):
        check_table([*staff_routers(shared(desk, settings, catalogue), NOTHING), forgotten])


@pytest.mark.parametrize("role", [None, *ROLES])
async def test_every_route_lets_in_exactly_those_it_is_for(visitor: Visitor, role: str | None) -> None:
    answers: dict[str, httpx.Response] = {}
    async with visitor(role) as client:  # one for all of them: the desk counts who signs in too often
        page = OUR_PAGE if role else "/staff/sign-in"
        for key in LEAST_ROLE:
            method, path = key.split(" ")
            if key == "POST /sign-out":
                continue  # tried by itself in test_sign_in.py: it ends the session
            address = "/staff" + re.sub(r"\{\w+\}", "999999", path)
            data = {"csrf": await token(client, page), "page": OUR_PAGE} if method == "POST" else None
            answers[key] = await client.request(method, address, data=data)
    for key, answer in answers.items():
        least = LEAST_ROLE[key]
        allowed = least is None or (role is not None and ROLES.index(role) >= ROLES.index(least))
        if allowed:
            # 401 is the sign-in form's own word for a name that it does not know.
            refusals = (403, 500) if least is None else (401, 403, 500)
            assert answer.status_code not in refusals, (role, key, answer.status_code)
        elif role is None:
            signed_out = answer.status_code == 401 or answer.headers["location"].startswith("/staff/sign-in?next=")
            assert signed_out, (role, key)
        else:
            assert answer.status_code == 403, (role, key, answer.status_code)


@pytest.mark.parametrize("key", [key for key in LEAST_ROLE if key.startswith("POST ")])
async def test_no_form_is_taken_without_its_token(visitor: Visitor, key: str) -> None:
    address = "/staff" + re.sub(r"\{\w+\}", "1", key.removeprefix("POST "))
    async with visitor("admin") as client:
        for wrong in ({}, {"csrf": "0" * 64}, {"csrf": "不是"}):
            assert (await client.post(address, data=wrong)).status_code == 403, wrong
        right = await token(client, OUR_PAGE)
        for site in (
            {"Origin": "http://evil.example"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "none-such"},
        ):
            assert (await client.post(address, data={"csrf": right}, headers=site)).status_code == 403, site
