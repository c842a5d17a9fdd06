"""Read YAML and remember on which line everything stands, with libyaml's speed."""

from __future__ import annotations

from typing import Any

import yaml


class LinedDict(dict[str, Any]):
    """A mapping that knows its 1-based `line` and that of each key."""

    def __init__(self, pairs: dict[str, Any], line: int, key_lines: dict[str, int]) -> None:
        super().__init__(pairs)
        self.line = line
        self.key_lines = key_lines


def load_lined(text: str) -> Any:
    """The document with every mapping as a LinedDict; raises yaml.YAMLError."""
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        return _value(loader, node) if node is not None else None
    finally:
        loader.dispose()


def _value(loader: yaml.CSafeLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, item) for item in node.value]
    return loader.construct_object(node)


def _mapping(loader: yaml.CSafeLoader, node: yaml.MappingNode) -> LinedDict:
    pairs: dict[str, Any] = {}
    key_lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node))
        if key in pairs:
            raise yaml.constructor.ConstructorError(None, None, f"“{key}”写了两次", key_node.start_mark)
        pairs[key] = _value(loader, value_node)
        key_lines[key] = key_node.start_mark.line + 1
    return LinedDict(pairs, node.start_mark.line + 1, key_lines)
