"""What a user name may look like."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NAME: Final = re.compile(r"[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff._-]{1,31}")


def name_problem(name: str) -> str | None:
    """What is wrong with a new user name, as a Chinese sentence; None when it will do."""
    if _NAME.fullmatch(unicodedata.normalize("NFKC", name).strip()):
        return None
    return "用户名要 2 到 32 个字，用汉字、字母、数字，中间可以有点、横线、下划线。"
