"""Keep Rasa quiet: no telemetry, no log of what people write, no start-up chatter."""

from __future__ import annotations

import logging
import os
import warnings

_LIBRARIES = ("rasa", "rasa_sdk", "tensorflow", "matplotlib", "apscheduler", "jieba")


def quiet_rasa() -> None:
    """Call before Rasa is imported; embedded Rasa would else log every message's text at DEBUG."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    warnings.filterwarnings(
        "ignore", module=r"(?:rasa|sanic|sqlalchemy|tensorflow|pkg_resources|google|jieba|randomname)"
    )
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
