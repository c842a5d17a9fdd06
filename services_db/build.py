"""Make the database out of the YAML catalogue and the public texts: all of it, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from services_db import schema
from services_db.catalogue_files import CATALOGUE_DIR, RawService, read_catalogue
from services_db.cutting import Cutter
from services_db.database import migrate
from services_db.errors import CatalogueRejected, CatalogueUnavailable
from services_db.hsds.organizations import GOVERNMENT, PLAN_ENDED
from services_db.hsds.services import ServiceRecords
from services_db.loading import load_services
from services_db.records import Clause, Division, Hotline, Indicator
from services_db.revisions import note_revisions
from services_db.search_index import write_search_index
from services_db.sources import SOURCES_DIR, indicators_of, read_clauses, read_divisions, read_hotlines
from services_db.validate import KnownTexts, find_problems
from services_db.vocabulary import vocabulary

TAXONOMIES: Final = {"audience": "对象", "life_stage": "人生阶段", "category": "类别", "department": "部门"}

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class CatalogueSource:
    """Everything a build reads: the judged services and the public texts."""

    services: tuple[RawService, ...]
    clauses: tuple[Clause, ...]
    indicators: tuple[Indicator, ...]
    hotlines: tuple[Hotline, ...]
    divisions: tuple[Division, ...]

    def words(self) -> list[str]:
        """The vocabulary of these texts, for jieba."""
        names = [name for s in self.services for name in (s.data["name"], *s.data["everyday_names"])]
        return vocabulary(names, self.divisions, self.hotlines)


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did; `skipped` when nothing had changed."""

    services: int
    facts: int
    everyday_names: int
    skipped: bool


def load_source(catalogue_dir: Path = CATALOGUE_DIR, texts_dir: Path = SOURCES_DIR) -> CatalogueSource:
    """Read and judge all files; raises CatalogueRejected with every problem."""
    services, problems = read_catalogue(catalogue_dir)
    clauses, hotlines = read_clauses(texts_dir), read_hotlines(texts_dir)
    known = KnownTexts({c.id: c for c in clauses}, {h.number: h for h in hotlines})
    problems += find_problems(services, known)
    if problems:
        raise CatalogueRejected(problems)
    return CatalogueSource(
        services=tuple(services),
        clauses=tuple(clauses),
        indicators=tuple(indicators_of(clauses)),
        hotlines=tuple(hotlines),
        divisions=tuple(read_divisions(texts_dir)),
    )


def fingerprint_of(*folders: Path) -> str:
    """A hash over the contents of all catalogue files, texts and this package's code; dates do not count."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    files = [*package.glob("*.py"), *package.glob("hsds/*.py"), *package.glob("migrations/versions/*.py")]
    files += [path for folder in folders for path in folder.iterdir() if path.is_file()]
    for path in sorted(files):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def build(
    engine: Engine,
    catalogue_dir: Path = CATALOGUE_DIR,
    texts_dir: Path = SOURCES_DIR,
    progress: Progress = lambda _step: None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> BuildResult:
    """Write the catalogue into the database, in one transaction; skipped when the fingerprint is the same."""
    fingerprint = fingerprint_of(catalogue_dir, texts_dir)
    migrate(engine)
    if built_fingerprint(engine) == fingerprint:
        return _result(engine, skipped=True)
    progress("核对目录文件")
    source = load_source(catalogue_dir, texts_dir)
    try:
        with engine.begin() as connection:
            _clear(connection)
            progress("写入事项和条款")
            _write_texts(connection, source)
            _write_services(connection, source.services)
            progress("建立搜索索引")
            write_search_index(connection, source, Cutter(source.words()))
            connection.execute(insert(schema.build_info), {"key": "fingerprint", "value": fingerprint})
            progress("记下哪些事项变了")
            services = load_services(connection, {hotline.number: hotline for hotline in source.hotlines})
            published = ServiceRecords.of(services, source.clauses, source.divisions)
            records = map(published.full, services)
            note_revisions(connection, "service", records, f"services_db build {fingerprint[:12]}", clock())
    except SQLAlchemyError as error:
        raise CatalogueUnavailable(str(error)) from error
    return _result(engine, skipped=False)


def _result(engine: Engine, *, skipped: bool) -> BuildResult:
    with engine.connect() as connection:
        services, facts, names = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (schema.service, schema.fact, schema.everyday_name)
        )
    return BuildResult(services=services, facts=facts, everyday_names=names, skipped=skipped)


def built_fingerprint(engine: Engine) -> str | None:
    """The fingerprint of the catalogue that is in the database, None when there is none."""
    with engine.connect() as connection:
        query = select(schema.build_info.c.value).where(schema.build_info.c.key == "fingerprint")
        return connection.execute(query).scalar_one_or_none()


def _clear(connection: Connection) -> None:
    for table in reversed(schema.metadata.sorted_tables):
        connection.execute(delete(table))


def _write_texts(connection: Connection, source: CatalogueSource) -> None:
    for table, records in (
        (schema.clause, source.clauses),
        (schema.indicator, source.indicators),
        (schema.hotline, source.hotlines),
        (schema.division, source.divisions),
    ):
        connection.execute(insert(table), [_columns(record) for record in records])
    counties = [d for d in source.divisions if d.town is None]
    connection.execute(
        insert(schema.service_area),
        [
            {
                "id": schema.hsds_uuid("service_area", d.county_code),
                "name": d.county,
                "extent": d.county_code,
                "extent_type": "other",
            }
            for d in counties
        ],
    )


def _columns(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}


def _write_services(connection: Connection, services: Sequence[RawService]) -> None:
    connection.execute(insert(schema.organization), GOVERNMENT)
    _write_taxonomies(connection, services)
    for position, service in enumerate(services):
        connection.execute(insert(schema.service), _service_row(service.data, position))
        for table, rows in _rows_of(service.data):
            if rows:
                connection.execute(insert(table), rows)


def _write_taxonomies(connection: Connection, services: Iterable[RawService]) -> None:
    connection.execute(
        insert(schema.taxonomy),
        [
            {"id": schema.hsds_uuid("taxonomy", key), "name": key, "description": name}
            for key, name in TAXONOMIES.items()
        ],
    )
    terms = dict.fromkeys(term for service in services for term in _terms(service.data))
    connection.execute(
        insert(schema.taxonomy_term),
        [
            {
                "id": _term_id(taxonomy, name),
                "taxonomy_id": schema.hsds_uuid("taxonomy", taxonomy),
                "name": name,
                "description": f"{TAXONOMIES[taxonomy]}：{name}",
            }
            for taxonomy, name in terms
        ],
    )


def _terms(data: Any) -> Iterator[tuple[str, str]]:
    yield "category", data["category"]
    for taxonomy, key in (("audience", "audience"), ("life_stage", "life_stages"), ("department", "departments")):
        for name in data[key]:
            yield taxonomy, name


def _term_id(taxonomy: str, name: str) -> str:
    return schema.hsds_uuid("taxonomy_term", f"{taxonomy}/{name}")


def _service_row(data: Any, position: int) -> dict[str, Any]:
    return {
        "id": _service_id(data),
        "slug": data["id"],
        "position": position,
        "organization_id": GOVERNMENT["id"],
        "name": data["name"],
        "description": _told(data, "what"),
        "status": "active",
        "eligibility_description": _told(data, "who"),
        "application_process": _told(data, "how"),
        "fees_description": _told(data, "cost"),
        "alert": PLAN_ENDED,
        "place_kind": data["place_kind"],
    }


def _service_id(data: Any) -> str:
    return schema.hsds_uuid("service", data["id"])


def _told(data: Any, facet: str) -> str:
    facts = [fact["text"] for fact in data["facts"] if fact["facet"] == facet]
    return "".join(facts) or str(data["unstated"][facet])


def _rows_of(data: Any) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Every dependent row of one service, by table."""
    ident = _service_id(data)
    yield (
        schema.everyday_name,
        [{"name": name, "service_id": ident, "position": n} for n, name in enumerate(data["everyday_names"])],
    )
    yield (
        schema.service_clause,
        [{"service_id": ident, "clause_id": clause, "position": n} for n, clause in enumerate(data["clauses"])],
    )
    yield (
        schema.service_relation,
        [{"service_id": ident, "related_slug": slug, "position": n} for n, slug in enumerate(data["related"])],
    )
    yield (
        schema.phone,
        [
            {
                "id": schema.hsds_uuid("phone", f"{data['id']}/{phone['number']}"),
                "service_id": ident,
                "position": n,
                "number": str(phone["number"]),
                "description": phone["why"],
            }
            for n, phone in enumerate(data["phones"])
        ],
    )
    yield (
        schema.attribute,
        [
            {
                "id": schema.hsds_uuid("attribute", f"{data['id']}/{taxonomy}/{name}"),
                "link_id": ident,
                "link_entity": "service",
                "taxonomy_term_id": _term_id(taxonomy, name),
                "position": n,
            }
            for n, (taxonomy, name) in enumerate(_terms(data))
        ],
    )
    yield schema.fact, _fact_rows(data, ident)
    yield (
        schema.oddity,
        [
            {"service_id": ident, "clause_id": o["clause"], "quote": o.get("quote"), "note": o["note"]}
            for o in data["oddities"]
        ],
    )


def _fact_rows(data: Any, ident: str) -> list[dict[str, Any]]:
    stated = [
        {
            "service_id": ident,
            "facet": fact["facet"],
            "kind": fact["kind"],
            "text": fact["text"],
            "clause_id": fact["clause"],
            "quote": fact["quote"],
        }
        for fact in data["facts"]
    ]
    unstated = [
        {"service_id": ident, "facet": facet, "kind": "unstated", "text": text, "clause_id": None, "quote": None}
        for facet, text in data["unstated"].items()
    ]
    return stated + unstated
