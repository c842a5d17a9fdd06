"""Tell which facet a question asks for: a linear model that also sees how the question begins and ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jieba
import numpy as np
import yaml
from scipy import sparse

from nlu.facet_cues import asking_part, cue_points
from nlu.linear_model import LinearModel, Scored, fit_linear_model
from nlu.phrase_features import Phrase, PhraseFeatures, Row, View, character_units, fit_view, stack_rows

PHRASES_FILE: Final = Path(__file__).parent / "facet_phrases.yml"
_END_WEIGHT: Final = 1.4
_ASKING_WEIGHT: Final = 0.7
_PHRASE_WEIGHT: Final = 5.0
"""What an asking part alone, and a phrase of facet_phrases.yml, counts of a whole utterance (nlu/README.md)."""
_EVENNESS: Final = 0.5
"""How far an intent's facets are made to count alike: 0 not at all, 1 wholly."""
_CLAUSE_ENDS: Final = re.compile(r"[，。！？,.!?;；:：\s]+")


@dataclass(frozen=True, slots=True)
class FacetModel:
    """The model over the shared features and its own view of a question's ends."""

    ends: View
    model: LinearModel

    def rank(self, row: Row, text: str) -> list[Scored]:
        """Every facet, likeliest first, of a cleaned text with the shared features `row`."""
        indices, values = self.ends.row(_end_units(text))
        both = Row(
            np.concatenate([row.indices, np.array(indices, dtype=np.int64)]), np.concatenate([row.values, values])
        )
        return self.model.rank(both, cue_points(text))

    def halved(self) -> FacetModel:
        """With weights of half precision, to be stored and used."""
        return replace(self, model=self.model.halved())


def fit_facet_model(
    features: PhraseFeatures,
    texts: Sequence[str],
    facets: Sequence[str],
    intents: Sequence[str],
    config: Mapping[str, Any],
) -> FacetModel:
    """Learn from cleaned texts with facets and full intents, from their asking parts, and from facet_phrases.yml."""
    rows = list(zip(texts, facets, even_weights(intents, facets), strict=True))
    rows += [(part, facet, _ASKING_WEIGHT * w) for text, facet, w in rows if (part := asking_part(text)) != text]
    rows += [(text, facet, _PHRASE_WEIGHT) for facet, text in _phrases()]
    told = [text for text, _, _ in rows]
    shared = stack_rows([features.row(Phrase(text, jieba.cut(text))) for text in told], features.size)
    ends, end_matrix = fit_view([_end_units(text) for text in told], config["min_count"], _END_WEIGHT, features.size)
    model = fit_linear_model(
        sparse.hstack([shared, end_matrix], format="csr"),
        [facet for _, facet, _ in rows],
        [weight for _, _, weight in rows],
        cost=config["facet_cost"],
        sharpness=config["facet_sharpness"],
        balanced=True,
    )
    return FacetModel(ends, model)


def even_weights(intents: Sequence[str], facets: Sequence[str]) -> list[float]:
    """A weight for each line, heavier where its intent has few lines of its facet.

    Else what a service is about would tell the facet: most lines on bullying are labelled `what`, so a schoolbag would
    ask `what`.
    """
    lines, cells = Counter(intents), Counter(zip(intents, facets, strict=True))
    asked = Counter(intent for intent, _ in cells)
    return [
        (lines[intent] / (asked[intent] * cells[intent, facet])) ** _EVENNESS
        for intent, facet in zip(intents, facets, strict=True)
    ]


def _end_units(text: str) -> list[str]:
    """The last clause's n-grams, the first and last characters, and how long the text is."""
    text = text.lower()
    clauses = [clause for clause in _CLAUSE_ENDS.split(text) if clause]
    last = clauses[-1] if clauses else ""
    end = "".join(clauses)[-4:]
    return [
        *(f"last {unit}" for unit in character_units(last)),
        *(f"ends {end[-size:]}" for size in range(1, 5)),
        *(f"begins {text[:size]}" for size in range(1, 4)),
        f"length {min(len(text) // 8, 5)}",
    ]


@lru_cache(maxsize=1)
def _phrases(path: Path = PHRASES_FILE) -> tuple[tuple[str, str], ...]:
    """(facet, phrase) for every phrase that asks for a facet of no matter which service."""
    table: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple((facet, phrase) for facet, phrases in table.items() for phrase in phrases)
