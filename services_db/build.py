"""Make the database out of the YAML catalogue and the public texts: all of it, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from services_db import schema
from services_db.catalogue_files import CATALOGUE_DIR, RawService, read_catalogue
from services_db.cutting import Cutter
from services_db.database import migrate
from services_db.editing.merged import missing_from, net_edits
from services_db.errors import CatalogueRejected, CatalogueUnavailable, EditsNotExported
from services_db.hsds.organizations import GOVERNMENT
from services_db.hsds.services import ServiceRecords
from services_db.loading import load_services
from services_db.records import Clause, Division, Hotline, Indicator
from services_db.revisions import note_revisions
from services_db.search_index import write_search_index
from services_db.service_rows import TAXONOMIES, rows_of, service_row, term_id, terms_of_service
from services_db.sources import SOURCES_DIR, indicators_of, read_clauses, read_divisions, read_hotlines
from services_db.state.publications import Publications, mark_merged
from services_db.validate import KnownTexts, find_problems
from services_db.vocabulary import vocabulary

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
    drop_edits: Sequence[str] = (),
) -> BuildResult:
    """Write the catalogue into the database, in one transaction; skipped when the fingerprint is the same.

    Raises CatalogueRejected, or EditsNotExported when the files do not have what was published at the desk of services
    other than those in `drop_edits`; nothing is written then.
    """
    fingerprint = fingerprint_of(catalogue_dir, texts_dir)
    migrate(engine)
    if built_fingerprint(engine) == fingerprint:
        return _result(engine, skipped=True)
    progress("核对目录文件")
    source = load_source(catalogue_dir, texts_dir)
    edits = net_edits(Publications(engine).unmerged())
    if missing := {edit.subject for edit in missing_from([s.data for s in source.services], edits)} - {*drop_edits}:
        raise EditsNotExported(sorted(missing))
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
            mark_merged(connection, [n for edit in edits for n in edit.numbers], clock().timestamp())
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
        connection.execute(insert(schema.service), service_row(service.data, position))
        for table, rows in rows_of(service.data):
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
    terms = dict.fromkeys(term for service in services for term in terms_of_service(service.data))
    connection.execute(
        insert(schema.taxonomy_term),
        [
            {
                "id": term_id(taxonomy, name),
                "taxonomy_id": schema.hsds_uuid("taxonomy", taxonomy),
                "name": name,
                "description": f"{TAXONOMIES[taxonomy]}：{name}",
            }
            for taxonomy, name in terms
        ],
    )
