"""The organization behind the services: the government that issued the plans."""

from __future__ import annotations

from typing import Final

from services_db.clause_labels import DOCUMENT_NUMBER
from services_db.schema import hsds_uuid

PLAN_ENDED: Final = "两份规划的期限是2021年到2025年，现在怎么办以主管部门的答复为准。"
"""Stands as `alert` on every service that the plans promise."""

GOVERNMENT: Final = {
    "id": hsds_uuid("organization", "wenzhou"),
    "name": "温州市人民政府",
    "description": f"两份规划的发布机关（{DOCUMENT_NUMBER}）",
}
"""The clauses rarely say which body provides what; those that do are kept as contacts and as terms of 部门."""
