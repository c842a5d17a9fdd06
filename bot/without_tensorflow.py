"""Serve a model without TensorFlow when no part of it needs TensorFlow.

Rasa 3.6 imports TensorFlow wherever a component could be a neural one, also for a model that has none: half of the time
from start to ready, and 300 MB. Nothing public in Rasa leaves it out, so for serving, and for nothing else, empty
modules stand where TensorFlow's would: names can be imported, subclassed and called at import, and do nothing. A model
that has a neural component is served with the real TensorFlow. The figures stand in docs/performance.md.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Final

_LEFT_OUT: Final = ("tensorflow", "keras", "tensorflow_hub", "tensorflow_text", "tensorflow_addons")
_DRAWING: Final = "rasa.utils.plotting"
"""Draws the charts of an evaluation, and loads matplotlib for it."""
_PLAIN: Final = (
    "nlu.",
    "rasa.core.policies.ensemble.",
    "rasa.core.policies.rule_policy.",
    "rasa.graph_components.",
    "rasa.nlu.classifiers.fallback_classifier.",
    "rasa.nlu.classifiers.regex_message_handler.",
    "rasa.nlu.tokenizers.",
)
"""Components without a neural part, by where their classes are."""


class _Nothing(type):
    """The type of what stands for a TensorFlow name: has every attribute, can be called, and gives itself."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        return type.__call__(cls, *arguments, **named) if cls is not Nothing else Nothing

    def __getitem__(cls, _key: Any) -> Any:
        return Nothing


class Nothing(metaclass=_Nothing):
    """Stands for every name of TensorFlow."""


class _EmptyModule(ModuleType):
    """A module that has every name; `__version__` is what Rasa compares."""

    __version__ = "2.12.0"
    __path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing


class _EmptyModules(MetaPathFinder, Loader):
    """Finds an empty module for every name at or below the ones left out."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] in _LEFT_OUT or fullname == _DRAWING:
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _EmptyModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to execute."""


def leave_out_tensorflow(components: Sequence[str] | None) -> bool:
    """Put empty modules in TensorFlow's place when no component needs it; whether that was done.

    `components` are the full class names of a model's components, None when they are not known. To be called before
    Rasa is imported; where TensorFlow is there already, it stays.
    """
    if not components or "tensorflow" in sys.modules or not all(one.startswith(_PLAIN) for one in components):
        return False
    sys.meta_path.insert(0, _EmptyModules())
    return True
