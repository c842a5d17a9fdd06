"""How fast one user, and one address, may ask. Only the web door asks here, and only after the crisis rules."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import math
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.settings import Settings
from services_db.state import Allowances, Bucket, Spent

_log = structlog.get_logger("xiaoou")
_IPV6_HOME = 64
"""One household is handed a whole /64, so its addresses count as one."""


class TooFast(Exception):
    """This user, or everybody behind this address, asks too fast."""

    def __init__(self, spent: Spent) -> None:
        self.spent = spent
        super().__init__(f"retry after {spent.retry_after:.1f} s")


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A bucket for each user, and a bigger one for each address so that new sessions win nothing."""

    allowances: Allowances | None
    user: Bucket | None
    address: Bucket | None
    key: bytes

    @classmethod
    def of(cls, settings: Settings, allowances: Allowances | None, key: bytes) -> RateLimit:
        """As the settings say; a rate of 0 means no limit."""
        user = Bucket(settings.user_per_minute, settings.user_burst) if settings.user_per_minute else None
        address = Bucket(settings.address_per_minute, settings.address_burst) if settings.address_per_minute else None
        return cls(allowances, user, address, key)

    async def admit(self, user: str | None, address: str) -> Spent | None:
        """See `spend`; leaves the event loop free."""
        return await run_in_threadpool(self.spend, user, address)

    def spend(self, user: str | None, address: str) -> Spent | None:
        """What is left for this user, or for the address when there is none; raises TooFast.

        None when nothing is counted.
        """
        wanted = [("user:" + user, self.user)] if self.user and user else []
        if self.address and address and not is_this_machine(address):
            wanted.append(("address:" + self._pseudonym(address), self.address))
        if self.allowances is None or not wanted:
            return None
        try:
            spent = self.allowances.spend(wanted)
        except SQLAlchemyError as error:
            # A locked or full database must not close the door.
            _log.warning("rate_limit_failed", error=type(error).__name__)
            return None
        if not spent.given:
            raise TooFast(spent)
        return spent

    def _pseudonym(self, address: str) -> str:
        return hmac.new(self.key, f"address:{home_of(address)}".encode(), hashlib.sha256).hexdigest()[:32]


def address_of(request: Request) -> str:
    """Whom the request comes from; uvicorn has looked through the trusted proxies."""
    return request.client.host if request.client else ""


def is_this_machine(address: str) -> bool:
    """Whether the operator himself asks: a proxy on this machine names the citizen's address instead of its own."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def home_of(address: str) -> str:
    """The address that is counted: an IPv4 address itself, an IPv6 address's /64."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is None:
        return str(ipaddress.ip_network((ip, _IPV6_HOME), strict=False))
    return str(getattr(ip, "ipv4_mapped", None) or ip)


def limit_headers(spent: Spent | None) -> dict[str, str]:
    """RateLimit-* headers, and Retry-After when the message was refused; whole seconds, rounded up."""
    if spent is None:
        return {}
    headers = {
        "RateLimit-Limit": str(spent.limit),
        "RateLimit-Remaining": str(spent.remaining),
        "RateLimit-Reset": str(math.ceil(spent.reset)),
    }
    return headers if spent.given else headers | {"Retry-After": str(math.ceil(spent.retry_after))}
