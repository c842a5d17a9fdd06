"""Run Rasa's prediction graph node after node, in an order worked out once.

Rasa's own runner builds a dask graph for every run and lets dask order and schedule it anew: a fifth of a message's
time for a dozen nodes that always run in the same order. The figures stand in docs/performance.md.
"""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage


class StraightRunner(GraphRunner):
    """A GraphRunner for prediction: same nodes, same inputs, same outputs as Rasa's DaskGraphRunner, one thread."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        self._schema = schema
        self._nodes = nodes
        self._orders: dict[tuple[str, ...], tuple[str, ...]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> StraightRunner:
        """See GraphRunner.create."""
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """See GraphRunner.run; raises GraphRunError when an input bears the name of a node."""
        inputs = inputs or {}
        if clash := self._nodes.keys() & inputs.keys():
            raise GraphRunError(f"inputs bear the names of nodes: {', '.join(sorted(clash))}")
        wanted = tuple(targets or self._schema.target_names)
        outputs: dict[str, Any] = dict(inputs)
        for name in self._orders.get(wanted) or self._order(wanted):
            needed = self._schema.nodes[name].needs.values()
            _, outputs[name] = self._nodes[name](*((n, outputs[n]) for n in needed if n in outputs))
        return {target: outputs[target] for target in wanted}

    def _order(self, targets: tuple[str, ...]) -> tuple[str, ...]:
        """The nodes that the targets rest on, each after what it needs; remembered."""
        schema = self._schema.minimal_graph_schema(list(targets))
        needs = {name: [n for n in node.needs.values() if n in schema.nodes] for name, node in schema.nodes.items()}
        order = tuple(TopologicalSorter(needs).static_order())
        self._orders[targets] = order
        return order
