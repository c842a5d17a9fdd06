"""The open data's own OpenAPI document: paths and parameters from the routes, objects from the field table."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI

from services_db.hsds import HSDS_VERSION, KINDS, Field, Kind

DOCUMENT_VERSION: Final = "1.0.0"
_ENVELOPE: Final = {
    "total_items": {"type": "integer", "description": "一共几条。Records in all."},
    "total_pages": {"type": "integer", "description": "一共几页。Pages in all."},
    "page_number": {"type": "integer", "description": "这是第几页。Number of this page."},
    "size": {"type": "integer", "description": "这一页有几条。Records on this page."},
    "first_page": {"type": "boolean"},
    "last_page": {"type": "boolean"},
    "empty": {"type": "boolean"},
}
_MINIMAL: Final = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "last_modified": {"type": "string", "format": "date-time"},
        "modified_date": {"type": "string", "format": "date-time"},
    },
}
_ERROR: Final = {
    "type": "object",
    "required": ["error", "text", "message"],
    "properties": {
        "error": {"type": "string"},
        "text": {"type": "string", "description": "中文说明"},
        "message": {"type": "string", "description": "English"},
    },
}


class DocumentedApp(FastAPI):
    """An application whose document names the standard's objects and the refusals that really happen."""

    def __init__(self) -> None:
        super().__init__(
            title="小瓯开放数据 Xiaoou open data",
            version=DOCUMENT_VERSION,
            summary=f"温州妇女儿童服务目录，HSDS {HSDS_VERSION}",
            description="两份规划写到的服务，每句话都连到所依据的条款。Every statement is linked to its clause.",
            openapi_url="/openapi.json",
            docs_url=None,
            redoc_url=None,
        )

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if not self.openapi_schema:
            document = super().openapi()
            document["components"] = {"schemas": _components()}
            for path in document["paths"].values():
                _tell_refusals(path["get"])
        return self.openapi_schema or {}


def one(kind: str) -> dict[int | str, dict[str, Any]]:
    """What a route for one record answers."""
    return _answers({"application/json": {"schema": _ref(kind)}}, unknown=True)


def a_page_of(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """What a route for many records answers."""
    item = _ref(kinds[0]) if len(kinds) == 1 else {"anyOf": [_ref(kind) for kind in kinds]}
    page = {
        "type": "object",
        "required": [*_ENVELOPE, "contents"],
        "properties": {**_ENVELOPE, "contents": {"type": "array", "items": item}},
    }
    return _answers({"application/json": {"schema": page}, "application/x-ndjson": {"schema": item}}, unknown=True)


def _answers(content: dict[str, Any], *, unknown: bool) -> dict[int | str, dict[str, Any]]:
    found: dict[int | str, dict[str, Any]] = {
        200: {"description": "OK", "content": content},
        304: {"description": "没有变化。Not modified."},
    }
    return found | ({404: _refused("没有。Not found.")} if unknown else {})


def _refused(description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": _ref("error")}}}


def _tell_refusals(operation: dict[str, Any]) -> None:
    """Parameters are refused with 400 and a sentence, not with FastAPI's 422."""
    if operation["responses"].pop("422", None):
        operation["responses"]["400"] = _refused("参数读不懂。Bad parameter.")


def _components() -> dict[str, Any]:
    return {name: _schema(kind) for name, kind in KINDS.items()} | {"service_minimal": _MINIMAL, "error": _ERROR}


def _schema(kind: Kind) -> dict[str, Any]:
    properties = {field.name: _property(field) for field in kind.fields}
    properties |= {key: _ref(nested) for key, nested in kind.singles.items()}
    properties |= {key: {"type": "array", "items": _ref(nested)} for key, nested in kind.lists.items()}
    required = [field.name for field in kind.fields if field.required]
    return {"type": "object", "required": required, "properties": properties}


def _property(field: Field) -> dict[str, Any]:
    if field.format == "number":
        return {"type": "number"}
    shape: dict[str, Any] = {"type": "string"}
    if field.format != "text":
        shape["format"] = field.format
    if field.choices:
        shape["enum"] = list(field.choices)
    return shape


def _ref(kind: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{kind}"}
