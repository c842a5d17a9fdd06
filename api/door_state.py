"""What the web door keeps in the database, opened in one place."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from services_db.state import Admission, Allowances, AnsweredMessages, AtOnce, FeedbackBox, Unanswered


@dataclass(frozen=True, slots=True)
class DoorState:
    """The tables of the web door; without a database the door answers all the same and keeps nothing."""

    admission: AtOnce[Admission] | None = None
    allowances: Allowances | None = None
    answered: AnsweredMessages | None = None
    feedback: FeedbackBox | None = None
    unanswered: Unanswered | None = None

    @classmethod
    def on(cls, engine: Engine) -> DoorState:
        """On a database whose schema is up to date."""
        return cls(
            AtOnce.on(engine, Admission),
            Allowances(engine),
            AnsweredMessages(engine),
            FeedbackBox(engine),
            Unanswered(engine),
        )

    def forget_old(self, feedback_days: float, unanswered_days: float) -> None:
        """Drop what has had its time."""
        if self.allowances:
            self.allowances.forget_full()
        if self.answered:
            self.answered.forget_old()
        if self.feedback:
            self.feedback.forget_older_than(feedback_days)
        if self.unanswered:
            self.unanswered.forget_older_than(unanswered_days)
