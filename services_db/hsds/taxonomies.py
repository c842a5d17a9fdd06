"""Our taxonomies and their terms as HSDS has them, the clauses of the plans among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from services_db.clause_labels import DOCUMENT_NUMBER, PLAN_TITLES
from services_db.fields import CATEGORIES, LIFE_STAGES, PLACE_KINDS
from services_db.hsds.links import PUBLIC, clause_page
from services_db.records import Clause, Service
from services_db.schema import hsds_uuid

Record = dict[str, Any]

UNSTATED: Final = "unstated"
EVERYDAY_NAME: Final = "俗称"
_PLACE_RECORD: Final = {"source": "来源", "checked_on": "核验日期", "capacity": "容量（空余没有登记）"}

TAXONOMIES: Final = {
    "category": ("类别", "事项所属的类别，一个事项一个。Category of a service."),
    "life_stage": ("人生阶段", "事项对应的人生阶段。Stage of life that a service is for."),
    "audience": ("对象", "事项给谁。Whom a service is for, in the plans' own words."),
    "department": ("部门", "条款里点了名的部门和单位。Departments and bodies that the clauses name."),
    "place_kind": ("场所种类", "去什么样的地方办，以及场所是什么。Kind of place."),
    "place_record": (
        "场所登记",
        "场所的登记从哪里来，内容写在 value 里。Where the record of a place comes from, in value.",
    ),
    "everyday_name": ("俗称", "老百姓平时怎么叫，写在 value 里。What people really call a service, in value."),
    "clause_provenance": (
        "条款出处",
        f"两份规划（{DOCUMENT_NUMBER}）的每一条款是一个词条；事项说的每一句话连到它所依据的条款。"
        "Every clause of the two plans is a term; every statement about a service is linked to the clause it rests on.",
    ),
}
"""Key to (name, description)."""


def taxonomy_id(key: str) -> str:
    """The id of one of our taxonomies."""
    return hsds_uuid("taxonomy", key)


def term_id(taxonomy: str, code: str) -> str:
    """The id of a term: of a clause by its clause id, of all others by their name."""
    return hsds_uuid("taxonomy_term", f"{taxonomy}/{code}")


def taxonomy_records() -> list[Record]:
    """All taxonomies."""
    return [
        {"id": taxonomy_id(key), "name": name, "description": description, "uri": f"{PUBLIC}/hsds/profile#{key}"}
        for key, (name, description) in TAXONOMIES.items()
    ]


@dataclass(frozen=True)
class Terms:
    """Every term of these services and clauses, to be listed and to be nested in attributes."""

    services: Sequence[Service]
    clauses: Sequence[Clause]

    @cached_property
    def by_id(self) -> dict[str, Record]:
        """All terms, in the order of their taxonomies."""
        return {record["id"]: record for record in self._records()}

    def nested(self, taxonomy: str, code: str) -> Record:
        """The term as an attribute holds it."""
        return self.by_id[term_id(taxonomy, code)]

    def _records(self) -> Iterator[Record]:
        services = self.services
        names = {
            "category": [name for name in CATEGORIES if any(s.category == name for s in services)],
            "life_stage": [name for name in LIFE_STAGES if any(name in s.life_stages for s in services)],
            "audience": dict.fromkeys(name for s in services for name in s.audience),
            "department": dict.fromkeys(name for s in services for name in s.departments),
        }
        for taxonomy, terms in names.items():
            for name in terms:
                yield _term(taxonomy, name, name, f"{TAXONOMIES[taxonomy][0]}：{name}")
        for code, name in PLACE_KINDS.items():
            yield _term("place_kind", code, name, f"场所种类：{name}")
        for code, name in _PLACE_RECORD.items():
            yield _term("place_record", code, name, f"{name}，见 value。")
        yield _term("everyday_name", EVERYDAY_NAME, EVERYDAY_NAME, "老百姓平时的叫法，见 value。")
        yield from self._clause_terms()

    def _clause_terms(self) -> Iterator[Record]:
        for plan, title in PLAN_TITLES.items():
            yield _term(
                "clause_provenance", plan, f"《{title}》", f"《{title}》（{DOCUMENT_NUMBER}），期限2021—2025年。"
            )
        yield _term(
            "clause_provenance",
            UNSTATED,
            "规划没有写明",
            "两份规划都没有写到的方面；后面的话说明缺什么、可以问谁。The plans do not say; whom to ask instead.",
        )
        for clause in self.clauses:
            yield _clause_term(clause)


def _term(taxonomy: str, code: str, name: str, description: str) -> Record:
    return {
        "id": term_id(taxonomy, code),
        "code": code if taxonomy == "clause_provenance" else f"{taxonomy}/{code}",
        "name": name,
        "description": description,
        "taxonomy": TAXONOMIES[taxonomy][0],
        "language": "zh",
        "taxonomy_id": taxonomy_id(taxonomy),
    }


def _clause_term(clause: Clause) -> Record:
    return {
        **_term("clause_provenance", clause.id, clause.label, clause.text.replace("\t", " ")),
        "parent_id": term_id("clause_provenance", clause.plan),
        "term_uri": clause_page(clause.id),
    }
