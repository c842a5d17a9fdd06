"""Tries to sign in are counted together, whichever process counts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from services_db.database import migrate, open_engine
from services_db.state.staff import Throttle


def test_tries_counted_at_once_over_two_engines_are_all_counted(tmp_path) -> None:  # type: ignore[no-untyped-def]
    url = f"sqlite:///{tmp_path}/throttle.db"
    migrate(open_engine(url))
    both = [Throttle(open_engine(url)), Throttle(open_engine(url))]
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda n: both[n % 2].wait_seconds("somebody", 10), range(40)))
    assert sum(wait == 0 for wait in waits) == 10
