"""The desk's rehearsal with a real model: what it understood is named as people name it."""

from __future__ import annotations

import pytest

from api.staff.asking import Rehearsal
from bot import CrisisGuard, EmbeddedBot, Status
from services_db import Catalogue

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_real_model_explains_its_answer(bot: EmbeddedBot, catalogue: Catalogue) -> None:
    rehearsal = Rehearsal(bot, CrisisGuard.make(catalogue), catalogue)
    asked = await rehearsal.ask("staff-test", "鹿城的两癌筛查要钱吗")
    assert asked.why and asked.reply and asked.rule is None
    assert asked.why.topics[0][0] == "适龄妇女“两癌”免费筛查" and len(asked.why.topics) <= 4
    assert asked.why.facet == "要不要钱" and ("district", "鹿城区") in asked.why.entities
    assert 0 < asked.why.confidence <= 1 and asked.reply.status is Status.ANSWERED
