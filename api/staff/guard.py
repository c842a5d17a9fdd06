"""What stands before every route of the desk: the session, the form's token, the role.

A new route needs a row in roles.py and a handler that asks for the visit; nothing else is left to the handler:

    @router.post("/content/{ident}")
    def save(request: Request, visit: AnyVisit, ident: str) -> Response:
        visit.account.name, visit.field("text")
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from api.staff.desk import Desk
from api.staff.roles import LEAST_ROLE
from services_db.state.staff import Account, KeptForm, SignedIn

COOKIE: Final = "xiaoou_staff"
_NOT_KEPT: Final = ("csrf", "page", "kept_page", "kept_fields")


class NotSignedIn(Exception):
    """Nobody is signed in; `kept` is the form that was posted, to be given back afterwards."""

    def __init__(self, kept: KeptForm | None) -> None:
        self.kept = kept
        super().__init__()


class RoleTooLow(Exception):
    """The account's role may not do this; `least` may."""

    def __init__(self, account: Account, least: str) -> None:
        self.account = account
        self.least = least
        super().__init__(least)


class StaleForm(Exception):
    """The form was made for an earlier session of this browser; its page shows it again with what was typed."""

    def __init__(self, session_key: str, kept: KeptForm) -> None:
        self.session_key = session_key
        self.kept = kept
        super().__init__(kept.page)


class ForeignForm(Exception):
    """The form was sent from another site, or without the page that it belongs to."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request at the desk. `cookie` is the browser's, or the one that it is given now; `form` is what it posted."""

    desk: Desk
    cookie: str
    signed_in: SignedIn | None
    form: FormData

    @property
    def account(self) -> Account:
        """Who is signed in; only routes open to anybody can meet a visit without."""
        if self.signed_in is None:
            raise NotSignedIn(None)
        return self.signed_in.account

    @property
    def csrf(self) -> str:
        """The token for this page's forms."""
        return self.desk.csrf(self.cookie)

    def field(self, name: str) -> str:
        """The text of a posted field; empty when it is missing."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""


def guard_for(desk: Desk) -> Callable[[Request], Coroutine[Any, Any, None]]:
    """The dependency of every route: lets in who may come in, and leaves the Visit in `request.state`."""

    async def guard(request: Request) -> None:
        given = request.cookies.get(COOKIE, "")
        # In a thread, because a locked database must not hold up the chat, which shares the loop.
        signed_in = await asyncio.to_thread(desk.sessions.find, given) if given else None
        form = await request.form() if request.method == "POST" else FormData()
        visit = Visit(desk, given or secrets.token_urlsafe(32), signed_in, form)
        request.state.visit = visit
        least = LEAST_ROLE[f"{request.method} {request.scope['route'].path}"]
        if request.method == "POST":
            _check_form(request, visit, is_open=least is None)
        if least is None:
            return
        if not visit.account.may(least):
            raise RoleTooLow(visit.account, least)

    return guard


def visit_of(request: Request) -> Visit:
    """The visit that the guard let in."""
    visit: Visit = request.state.visit
    return visit


AnyVisit = Annotated[Visit, Depends(visit_of)]


def _check_form(request: Request, visit: Visit, *, is_open: bool) -> None:
    """Refuse a form that is not from our page; give one that came too late back to its page."""
    if _is_foreign(request, visit):
        raise ForeignForm
    token = visit.field("csrf") or request.headers.get("x-csrf-token", "")
    fits = hmac.compare_digest(token.encode(), visit.csrf.encode())
    if is_open:
        if not fits:
            raise ForeignForm
        return
    kept = kept_form(visit.form)
    if visit.signed_in is None:
        raise NotSignedIn(kept)
    if not fits:
        if kept is None:
            raise ForeignForm
        raise StaleForm(visit.signed_in.key, kept)


def _is_foreign(request: Request, visit: Visit) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc not in (request.headers.get("host"), visit.desk.public_host)


def kept_form(form: FormData) -> KeptForm | None:
    """The text fields of a posted form that says which page it stands on; no passwords, no files."""
    page = form.get("page", "")
    if not isinstance(page, str) or not is_desk_page(page):
        return None
    fields: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if name not in _NOT_KEPT and not name.startswith("password") and not isinstance(value, UploadFile):
            fields.setdefault(name, []).append(value)
    return KeptForm(page, fields)


def is_desk_page(address: str) -> bool:
    """Whether this is an address within the desk, and nothing that a browser would take for another site's."""
    return address.startswith("/staff/") and "\\" not in address and address.isprintable()
