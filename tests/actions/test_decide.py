"""Which of the likely topics a message is answered with."""

from __future__ import annotations

from dataclasses import replace

from actions.conversation import Conversation
from actions.decide import decide, weigh
from actions.understanding import Candidate
from services_db import Catalogue
from tests.actions.test_follow import HEARD

SCREENING, CHECK_UPS = "service:cervical-breast-screening", "service:child-health-management"
HEARD_OF_A_CHILD = replace(
    HEARD,
    text="囡囡刚满周岁有啥免费检查",
    matter=9,
    candidates=(Candidate(SCREENING, 0.144), Candidate(CHECK_UPS, 0.137)),
    stages=("0-3岁", "孕产"),
)


def test_age_told_favours_what_is_for_that_age(catalogue: Catalogue) -> None:
    assert decide(catalogue, HEARD_OF_A_CHILD, Conversation()).answer == CHECK_UPS


def test_without_an_age_the_likeliest_is_answered(catalogue: Catalogue) -> None:
    assert decide(catalogue, replace(HEARD_OF_A_CHILD, stages=()), Conversation()).answer == SCREENING


def test_age_does_not_hide_what_is_plainly_meant(catalogue: Catalogue) -> None:
    plain = replace(HEARD_OF_A_CHILD, candidates=(Candidate(SCREENING, 0.95), Candidate(CHECK_UPS, 0.01)))
    assert weigh(catalogue, plain, Conversation())[0].entry == SCREENING


def test_topic_of_another_age_is_not_favoured(catalogue: Catalogue) -> None:
    elder = Candidate("service:home-elder-care", 0.1)
    old = replace(HEARD_OF_A_CHILD, text="七十岁老人", candidates=(Candidate(CHECK_UPS, 0.2), elder), stages=("老年",))
    assert weigh(catalogue, old, Conversation(topic=CHECK_UPS))[0] == elder
