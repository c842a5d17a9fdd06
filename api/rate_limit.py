"""How fast one user, and one address, may ask. Only the web door asks here, and only after the crisis rules."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import math
from dataclasses import dataclass
from functools import lru_cache

from starlette.requests import Request

from api.settings import Settings
from services_db.state import Bucket, Spent

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

    user: Bucket | None
    address: Bucket | None
    key: bytes

    @classmethod
    def of(cls, settings: Settings, key: bytes) -> RateLimit:
        """As the settings say; a rate of 0 means no limit."""
        user = Bucket(settings.user_per_minute, settings.user_burst) if settings.user_per_minute else None
        address = Bucket(settings.address_per_minute, settings.address_burst) if settings.address_per_minute else None
        return cls(user, address, key)

    def wanted(self, user: str | None, address: str) -> list[tuple[str, Bucket]]:
        """The buckets that a message of this user (None: nobody in particular) from this address takes a token of."""
        wanted = [("user:" + user, self.user)] if self.user and user else []
        if self.address and (home := _counted(self.key, address)):
            wanted.append((home, self.address))
        return wanted


@lru_cache(maxsize=4096)
def _counted(key: bytes, address: str) -> str | None:
    """The pseudonym under which an address is counted, None when it is not; remembered, as addresses come again."""
    if not address or is_this_machine(address):
        return None
    return "address:" + hmac.new(key, f"address:{home_of(address)}".encode(), hashlib.sha256).hexdigest()[:32]


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
