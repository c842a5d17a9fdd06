"""The catalogue as the other rooms read it: by id, by clause, as lists, and by search."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from services_db.cutting import Cutter
from services_db.database import open_engine
from services_db.edition import edition_of
from services_db.errors import CatalogueUnavailable, ClauseNotFound, ServiceNotFound
from services_db.places.directory import PlaceDirectory
from services_db.records import Clause, Division, Hotline, Indicator, LookUp, SearchHit, Service
from services_db.revisions import Revision
from services_db.search import Search
from services_db.snapshot import Snapshot, read_snapshot
from services_db.vocabulary import vocabulary


class Catalogue:
    """A read-only view of one database.

    Records are read once and kept; `refresh` takes in what was published or built since. Raises CatalogueUnavailable
    when the database is missing, damaged or empty. `places` are the imported directories, by default those of the same
    database; unlike the catalogue they are read at every question, so that an import shows at once. A cutter handed in
    as `like` saves loading jieba's dictionary again.
    """

    def __init__(
        self,
        engine: Engine,
        places: PlaceDirectory | None = None,
        snapshot: Snapshot | None = None,
        like: Cutter | None = None,
    ) -> None:
        self._engine = engine
        self.places = places or PlaceDirectory(engine)
        self._like = like
        self._now = snapshot or _read(engine)
        self._lock = Lock()
        self._searching: Search | None = None

    @classmethod
    def open(cls, database_url: str) -> Catalogue:
        """The catalogue in the database of this address."""
        return cls(open_engine(database_url))

    @property
    def edition(self) -> str:
        """Which build, and which published edit on it, these records are of."""
        return self._now.edition

    @property
    def fingerprint(self) -> str:
        """Which build these records are of."""
        return self._now.edition.partition("/")[0]

    def refresh(self) -> bool:
        """Take in what was published or built since; whether there was something. Raises CatalogueUnavailable.

        Asking costs one small query. Readers go on with the records they have until the new ones are ready.
        """
        with self._lock:
            try:
                with self._engine.connect() as connection:
                    if edition_of(connection) == self._now.edition:
                        return False
            except SQLAlchemyError as error:
                raise CatalogueUnavailable(str(error)) from error
            now = _read(self._engine)
            searching = self._searching and self._search_over(now, self._searching.cutter)
            self._now, self._searching = now, searching
            return True

    @property
    def engine(self) -> Engine:
        """The database behind it, for what is read as it changes: the places."""
        return self._engine

    def service(self, service_id: str) -> Service:
        """One service by its slug; raises ServiceNotFound."""
        try:
            return self._now.services[service_id]
        except KeyError:
            raise ServiceNotFound(service_id) from None

    def services(self) -> tuple[Service, ...]:
        """All services in catalogue order."""
        return tuple(self._now.services.values())

    def revision(self, uuid: str) -> Revision | None:
        """When the record of this HSDS id last changed, and how; None when no build has published it."""
        return self._now.revisions.get(uuid)

    def service_named(self, name: str) -> Service | None:
        """The service that bears exactly this name or everyday name."""
        return self._now.by_name.get(name.strip())

    def services_citing(self, clause_id: str) -> tuple[Service, ...]:
        """The services that rest on a clause, those it tells most of first."""
        citing = [service for service in self._now.services.values() if clause_id in service.clauses]
        return tuple(sorted(citing, key=lambda service: service.clauses.index(clause_id)))

    def clause(self, clause_id: str) -> Clause:
        """One clause by its id; raises ClauseNotFound."""
        try:
            return self._now.clauses[clause_id]
        except KeyError:
            raise ClauseNotFound(clause_id) from None

    def clauses(self) -> tuple[Clause, ...]:
        """All 156 clauses in document order."""
        return tuple(self._now.clauses.values())

    def indicators(self) -> tuple[Indicator, ...]:
        """The 24 rows of the two tables of key indicators."""
        return tuple(self._now.indicators.values())

    def indicator(self, clause_id: str) -> Indicator | None:
        """The indicator that a clause is the row of, if it is one."""
        return self._now.indicators.get(clause_id)

    def hotline(self, number: str) -> Hotline | None:
        """A public hotline by its number."""
        return self._now.hotlines.get(number)

    def hotlines(self) -> tuple[Hotline, ...]:
        """All public hotlines the catalogue knows."""
        return tuple(self._now.hotlines.values())

    def divisions(self) -> tuple[Division, ...]:
        """The 12 counties (town None), then their towns."""
        return self._now.divisions

    def vocabulary(self) -> list[str]:
        """The words jieba must keep whole; see services_db.vocabulary."""
        names = [name for s in self._now.services.values() for name in (s.name, *s.everyday_names)]
        return vocabulary(names, self._now.divisions, tuple(self._now.hotlines.values()))

    def search(self, query: str, limit: int = 10, kinds: Sequence[str] = ()) -> list[SearchHit]:
        """Services, clauses, indicators and hotlines that hold the query's words, best first; `kinds` narrows."""
        return list(self.look_up(query, limit, kinds).hits)

    def look_up(self, query: str, limit: int = 10, kinds: Sequence[str] = ()) -> LookUp:
        """The same as `search`, with the words that were looked for, so that they can be marked in the results."""
        try:
            return self._search.look_up(query, limit, kinds)
        except SQLAlchemyError as error:
            raise CatalogueUnavailable(str(error)) from error

    def warm_up(self) -> None:
        """Load the dictionaries now (words, pinyin, traditional characters) rather than with the first search."""
        self.search("預熱 liangai 长护检")

    @property
    def cutter(self) -> Cutter:
        """What texts and queries of this edition are cut by."""
        return self._search.cutter

    @property
    def _search(self) -> Search:
        searching = self._searching
        if searching is None:
            with self._lock:
                searching = self._searching = self._searching or self._search_over(self._now, self._like)
        return searching

    def _search_over(self, snapshot: Snapshot, like: Cutter | None = None) -> Search:
        """A search that keeps to one snapshot, so that what it finds can always be shown."""
        frozen = Catalogue(self._engine, self.places, snapshot)
        return Search(self._engine, Cutter(frozen.vocabulary(), like), frozen)


def _read(engine: Engine) -> Snapshot:
    try:
        with engine.connect() as connection:
            snapshot = read_snapshot(connection)
    except SQLAlchemyError as error:
        raise CatalogueUnavailable(str(error)) from error
    if not snapshot.services:
        raise CatalogueUnavailable("目录是空的，请先运行 python -m services_db build")
    return snapshot
