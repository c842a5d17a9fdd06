"""What people are told of a place: how many are free, how far it is, and the way to it on a map."""

from __future__ import annotations

from urllib.parse import quote

from services_db.places.coordinates import wgs84_to_gcj02
from services_db.places.records import Capacity, Phone, Point


def free_words(capacity: Capacity | None) -> str | None:
    """How many there are and how many are free, as of when."""
    if capacity is None:
        return None
    whole = f"共 {capacity.maximum} 个{capacity.unit}" if capacity.maximum is not None else ""
    free = f"空余 {capacity.available} 个" if capacity.available is not None else ""
    return f"{'，'.join(part for part in (whole, free) if part)}（{capacity.updated.isoformat()}）"


def phone_words(phone: Phone) -> str:
    """0577-88000000转1."""
    return f"{phone.number}转{phone.extension}" if phone.extension else phone.number


def distance_words(metres: int) -> str:
    """850 米, 3.2 公里: not finer than is known."""
    return f"{max(round(metres, -1), 10)} 米" if metres < 1000 else f"{metres / 1000:.1f} 公里"


def map_links(name: str, address: str, point: Point) -> dict[str, str]:
    """Addresses that open 高德 and 腾讯 at the place; both want GCJ-02."""
    gcj02 = wgs84_to_gcj02(point)
    lat, lng = f"{gcj02.lat:.6f}", f"{gcj02.lng:.6f}"
    title, street = quote(name, safe=""), quote(address, safe="")
    return {
        "amap": f"https://uri.amap.com/marker?position={lng},{lat}&name={title}&src=xiaoou&coordinate=gaode",
        "tencent": f"https://apis.map.qq.com/uri/v1/marker?marker=coord:{lat},{lng};title:{title};addr:{street}"
        "&referer=xiaoou",
    }
