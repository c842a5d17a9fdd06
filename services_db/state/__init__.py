"""What changes while serving; kept apart from the catalogue, so that either can move to another database."""

from services_db.state.conversations import Conversations

__all__ = ["Conversations"]
