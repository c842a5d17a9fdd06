"""The query parameters of the open data, each with its limits and a sentence; names are the standard's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Depends, Query

from api.hsds_errors import bad_parameter
from services_db.hsds import Filters, PlaceFilters
from services_db.local_time import WENZHOU_TIME

MAX_PER_PAGE: Final = 500
_MAX_PAGE: Final = 10_000_000
_LOST_PLUS: Final = re.compile(r" (\d\d:?\d\d)$")
"""A + that was not escaped in an address arrives as a blank."""

Search = Annotated[
    str, Query(alias="search", max_length=200, description="全文搜索，最相关的在前。Full text search, best first.")
]
Words = Annotated[
    str, Query(alias="search", max_length=200, description="名称和说明里都要有的词。Words of name or description.")
]
Page = Annotated[
    int, Query(ge=1, le=_MAX_PAGE, description="第几页，从 1 开始；没有这一页回 404。Page number, from 1.")
]
PerPage = Annotated[
    int | None,
    Query(ge=1, le=MAX_PER_PAGE, description="一页几条，默认 50；minimal 时默认全部。Records per page, 50 by default."),
]
Format = Annotated[
    Literal["json", "ndjson"],
    Query(alias="format", description="json 分页；ndjson 一行一条，不分页，边读边发。ndjson streams all, unpaged."),
]
Ids = Annotated[list[UUID], Query(description="可以写几个，每个都要符合。May be repeated; all must hold.")]
ModifiedAfter = Annotated[
    str | None,
    Query(
        max_length=40,
        description="这一刻或之后改过的；没有写时区的按北京时间。Modified at or after; without an offset it is UTC+8.",
    ),
]
Postcode = Annotated[
    str | None,
    Query(
        pattern=r"^[0-9]{6}$",
        description="场所地址的邮编（事项都覆盖全市，按服务范围筛不出什么）。"
        "Postal code of the place; every service covers the whole city, so that areas would let all pass.",
    ),
]
Proximity = Annotated[
    float | None,
    Query(
        ge=0,
        allow_inf_nan=False,
        description="离这个邮编的场所的中心多少米以内，近的在前。"
        "Metres from the middle of the places with this postcode, nearest first.",
    ),
]
ServiceId = Annotated[UUID | None, Query(description="只要这个事项（标准之外）。Of this service; not in the standard.")]
ParentId = Annotated[UUID | None, Query(description="上级词条的编号。Terms with this parent.")]
TopOnly = Annotated[bool, Query(description="只要没有上级的词条。Only terms without a parent.")]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page, and whether to stream instead."""

    page: int
    per_page: int | None
    streamed: bool


def paging(page: Page = 1, per_page: PerPage = None, form: Format = "json") -> Paging:
    """The parameters that every list has."""
    return Paging(page, per_page, form == "ndjson")


Paged = Annotated[Paging, Depends(paging)]


def service_filters(
    search: Search = "",
    taxonomy_term_id: Ids = [],  # noqa: B006 - FastAPI copies it
    taxonomy_id: Ids = [],  # noqa: B006
    organization_id: Ids = [],  # noqa: B006
    modified_after: ModifiedAfter = None,
) -> Filters:
    """The filters of services."""
    return Filters(
        search=search.strip(),
        terms=_texts(taxonomy_term_id),
        taxonomies=_texts(taxonomy_id),
        organizations=_texts(organization_id),
        modified_after=moment(modified_after),
    )


def place_filters(postcode: Postcode = None, proximity: Proximity = None, service_id: ServiceId = None) -> PlaceFilters:
    """The filters of places."""
    if proximity is not None and postcode is None:
        raise bad_parameter("proximity", "needs_postcode")
    service = str(service_id) if service_id else None
    return PlaceFilters(postcode=postcode, proximity_m=proximity, service=service)


def organization_filters(
    search: Words = "",
    taxonomy_term_id: Ids = [],  # noqa: B006
    taxonomy_id: Ids = [],  # noqa: B006
) -> Filters:
    """The filters of organizations: a term counts when one of their services has it."""
    return Filters(search=search, terms=_texts(taxonomy_term_id), taxonomies=_texts(taxonomy_id))


def taxonomy_filters(search: Words = "") -> Filters:
    """The filters of taxonomies."""
    return Filters(search=search)


def term_filters(
    search: Words = "",
    taxonomy_id: Ids = [],  # noqa: B006
    parent_id: ParentId = None,
    top_only: TopOnly = False,
) -> Filters:
    """The filters of taxonomy terms."""
    parent = str(parent_id) if parent_id else None
    return Filters(search=search, taxonomies=_texts(taxonomy_id), parent=parent, top_only=top_only)


ServiceFilters = Annotated[Filters, Depends(service_filters)]
WherePlaced = Annotated[PlaceFilters, Depends(place_filters)]
OrganizationFilters = Annotated[Filters, Depends(organization_filters)]
TaxonomyFilters = Annotated[Filters, Depends(taxonomy_filters)]
TermFilters = Annotated[Filters, Depends(term_filters)]


def moment(written: str | None) -> datetime | None:
    """A date or a time as people and programs write them; raises Refused."""
    if not written:
        return None
    try:
        read = datetime.fromisoformat(_LOST_PLUS.sub(r"+\1", written.strip()))
        return read.replace(tzinfo=read.tzinfo or WENZHOU_TIME).astimezone(UTC)
    except (ValueError, OverflowError):
        raise bad_parameter("modified_after", "time") from None


def _texts(ids: list[UUID]) -> tuple[str, ...]:
    return tuple(map(str, ids))
