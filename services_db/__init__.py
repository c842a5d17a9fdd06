"""What we know: the plans' clauses, the services they promise, the hotlines, and the search over them."""

from services_db.catalogue import Catalogue
from services_db.clause_labels import DOCUMENT_NUMBER, PLAN_TITLES, label_of
from services_db.database import DEFAULT_DATABASE_URL
from services_db.errors import (
    CatalogueError,
    CatalogueRejected,
    CatalogueUnavailable,
    ClauseNotFound,
    PlaceNotFound,
    Problem,
    ServiceNotFound,
)
from services_db.fields import FACETS, FACT_KINDS
from services_db.records import (
    Clause,
    Division,
    Fact,
    Hotline,
    Indicator,
    LookUp,
    Oddity,
    SearchHit,
    Service,
    ServicePhone,
)

__all__ = [
    "DEFAULT_DATABASE_URL",
    "DOCUMENT_NUMBER",
    "FACETS",
    "FACT_KINDS",
    "PLAN_TITLES",
    "Catalogue",
    "CatalogueError",
    "CatalogueRejected",
    "CatalogueUnavailable",
    "Clause",
    "ClauseNotFound",
    "Division",
    "Fact",
    "Hotline",
    "Indicator",
    "LookUp",
    "Oddity",
    "PlaceNotFound",
    "Problem",
    "SearchHit",
    "Service",
    "ServiceNotFound",
    "ServicePhone",
    "label_of",
]
