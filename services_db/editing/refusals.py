"""Why something was not published.

NotPublished
├── DraftRefused     it breaks the catalogue's rules; `problems` stand beside their fields
├── OwnDraft         the publisher wrote some of it; somebody else has to publish it
└── PublishedMoved   what is published is no longer what the draft, or the roll back, started from
"""

from __future__ import annotations

from collections.abc import Sequence

from services_db.editing.judging import FieldProblem


class NotPublished(Exception):
    """Root of these; nothing was written."""


class DraftRefused(NotPublished):
    """The content breaks rules of the catalogue."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.message for problem in problems))


class OwnDraft(NotPublished):
    """Nobody publishes what he wrote himself."""


class PublishedMoved(NotPublished):
    """Something else was published since."""
