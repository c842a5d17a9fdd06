"""The time that people in Wenzhou live by."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

WENZHOU_TIME: Final = ZoneInfo("Asia/Shanghai")
