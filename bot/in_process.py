"""Run custom actions in this process: an action endpoint that is the SDK's executor itself."""

from __future__ import annotations

from typing import Any

from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from actions.base import CatalogueAction
from services_db import Catalogue


class InProcessEndpoint(EndpointConfig):
    """Where Rasa posts an action call to, without a server in between.

    Selective domain is on: our actions never look at the domain, so it is not copied for every call.
    """

    def __init__(self, executor: ActionExecutor) -> None:
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = executor

    async def request(self, method: str = "post", subpath: str | None = None, **kwargs: Any) -> Any:
        """Run the action of the call in `json`; the same answer that the action server gives."""
        return await self._executor.run(kwargs["json"])


def executor_for(catalogue: Catalogue | None) -> ActionExecutor:
    """An executor with every action of the actions room, each with this catalogue (None: opened on first use)."""
    executor = ActionExecutor()
    executor._import_submodules("actions")
    for action in CatalogueAction.__subclasses__():
        executor.register_action(action(catalogue))
    return executor
