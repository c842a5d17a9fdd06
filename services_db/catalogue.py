"""The catalogue as the other rooms read it: by id, by clause, as lists, and by search."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from services_db import schema
from services_db.cutting import Cutter
from services_db.database import open_engine
from services_db.errors import CatalogueUnavailable, ClauseNotFound, ServiceNotFound
from services_db.loading import load_services
from services_db.places.directory import PlaceDirectory
from services_db.records import Clause, Division, Hotline, Indicator, SearchHit, Service
from services_db.revisions import Revision, load_revisions
from services_db.search import Search
from services_db.vocabulary import vocabulary


class Catalogue:
    """A read-only view of one built database.

    Records are read once and kept; open a new Catalogue after a build. Raises CatalogueUnavailable when the database
    is missing, damaged or empty. `places` are the imported directories, by default those of the same database; unlike
    the catalogue they are read at every question, so that an import shows at once.
    """

    def __init__(self, engine: Engine, places: PlaceDirectory | None = None) -> None:
        self._engine = engine
        self.places = places or PlaceDirectory(engine)
        try:
            self._load()
        except SQLAlchemyError as error:
            raise CatalogueUnavailable(str(error)) from error
        if not self._services:
            raise CatalogueUnavailable("目录是空的，请先运行 python -m services_db build")

    @classmethod
    def open(cls, database_url: str) -> Catalogue:
        """The catalogue in the database of this address."""
        return cls(open_engine(database_url))

    def _load(self) -> None:
        with self._engine.connect() as connection:
            clauses = connection.execute(select(schema.clause).order_by(schema.clause.c.position))
            self._clauses = {row.id: Clause(**row._mapping) for row in clauses}
            hotlines = connection.execute(select(schema.hotline))
            self._hotlines = {row.number: Hotline(**row._mapping) for row in hotlines}
            indicators = connection.execute(select(schema.indicator))
            self._indicators = {row.id: Indicator(**row._mapping) for row in indicators}
            d = schema.division.c
            divisions = connection.execute(select(d.county_code, d.county, d.town).order_by(d.id))
            self._divisions = tuple(Division(*row) for row in divisions)
            self._services = {service.id: service for service in load_services(connection, self._hotlines)}
            self._by_name = {name: s for s in self._services.values() for name in (s.name, *s.everyday_names)}
            self._revisions = load_revisions(connection)
            key = schema.build_info.c
            self.fingerprint = str(connection.execute(select(key.value).where(key.key == "fingerprint")).scalar())

    @property
    def engine(self) -> Engine:
        """The database behind it, for what is read as it changes: the places."""
        return self._engine

    def service(self, service_id: str) -> Service:
        """One service by its slug; raises ServiceNotFound."""
        try:
            return self._services[service_id]
        except KeyError:
            raise ServiceNotFound(service_id) from None

    def services(self) -> tuple[Service, ...]:
        """All services in catalogue order."""
        return tuple(self._services.values())

    def revision(self, uuid: str) -> Revision | None:
        """When the record of this HSDS id last changed, and how; None when no build has published it."""
        return self._revisions.get(uuid)

    def service_named(self, name: str) -> Service | None:
        """The service that bears exactly this name or everyday name."""
        return self._by_name.get(name.strip())

    def services_citing(self, clause_id: str) -> tuple[Service, ...]:
        """The services that rest on a clause, those it tells most of first."""
        citing = [service for service in self._services.values() if clause_id in service.clauses]
        return tuple(sorted(citing, key=lambda service: service.clauses.index(clause_id)))

    def clause(self, clause_id: str) -> Clause:
        """One clause by its id; raises ClauseNotFound."""
        try:
            return self._clauses[clause_id]
        except KeyError:
            raise ClauseNotFound(clause_id) from None

    def clauses(self) -> tuple[Clause, ...]:
        """All 156 clauses in document order."""
        return tuple(self._clauses.values())

    def indicators(self) -> tuple[Indicator, ...]:
        """The 24 rows of the two tables of key indicators."""
        return tuple(self._indicators.values())

    def indicator(self, clause_id: str) -> Indicator | None:
        """The indicator that a clause is the row of, if it is one."""
        return self._indicators.get(clause_id)

    def hotline(self, number: str) -> Hotline | None:
        """A public hotline by its number."""
        return self._hotlines.get(number)

    def hotlines(self) -> tuple[Hotline, ...]:
        """All public hotlines the catalogue knows."""
        return tuple(self._hotlines.values())

    def divisions(self) -> tuple[Division, ...]:
        """The 12 counties (town None), then their towns."""
        return self._divisions

    def vocabulary(self) -> list[str]:
        """The words jieba must keep whole; see services_db.vocabulary."""
        names = [name for s in self._services.values() for name in (s.name, *s.everyday_names)]
        return vocabulary(names, self._divisions, tuple(self._hotlines.values()))

    def search(self, query: str, limit: int = 10, kinds: Sequence[str] = ()) -> list[SearchHit]:
        """Services, clauses, indicators and hotlines that hold the query's words, best first; `kinds` narrows."""
        try:
            return self._search.hits(query, limit, kinds)
        except SQLAlchemyError as error:
            raise CatalogueUnavailable(str(error)) from error

    def warm_up(self) -> None:
        """Load the dictionaries now (words, pinyin, traditional characters) rather than with the first search."""
        self.search("預熱 liangai 长护检")

    @cached_property
    def _search(self) -> Search:
        return Search(self._engine, Cutter(self.vocabulary()), self)
