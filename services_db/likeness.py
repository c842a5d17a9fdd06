"""Group short questions by likeness, so that a person looks at each kind once.

People say one need in words that hardly overlap, so words alone group almost nothing; what the catalogue's search makes
of a question counts for more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from services_db.simplified import folded

SHARE_OF_WORDS: Final = 0.3
MAX_DISTANCE: Final = 0.5
"""Both chosen by measuring on 400 utterances of 50 services, see docs/adr/0016-own-content-desk.md."""


def groups_of(texts: Sequence[str], offered: Sequence[Sequence[str]]) -> list[list[int]]:
    """Indexes of questions that are alike, the largest group first, and within a group as they came.

    `offered` are the ids of the services that the search, or the answer, had for each text, best first. Compares every
    pair: for some hundred texts.
    """
    if len(texts) < 2:
        return [[n] for n in range(len(texts))]
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    words = vectorizer.fit_transform([folded(text) or "？" for text in texts]).toarray()
    services = _weighed(offered)
    likeness = SHARE_OF_WORDS * words @ words.T + (1 - SHARE_OF_WORDS) * services @ services.T
    clusters = AgglomerativeClustering(
        n_clusters=None, distance_threshold=MAX_DISTANCE, affinity="precomputed", linkage="average"
    )
    found: defaultdict[int, list[int]] = defaultdict(list)
    for n, label in enumerate(clusters.fit_predict(np.clip(1 - likeness, 0, 1))):
        found[int(label)].append(n)
    return sorted(found.values(), key=lambda members: (-len(members), members[0]))


def _weighed(offered: Sequence[Sequence[str]]) -> Any:
    """One row of unit length a question: 1 for the first service, a half for the second …; zeros for none."""
    column = {ident: n for n, ident in enumerate(dict.fromkeys(ident for some in offered for ident in some))}
    rows = np.zeros((len(offered), max(1, len(column))))
    for n, some in enumerate(offered):
        for rank, ident in enumerate(some, 1):
            rows[n, column[ident]] = 1 / rank
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
