"""python -m tests.bench.wechat_hostile [count]: hostile bodies, all well signed, at a real gateway; no 5xx, no growth.

Fuzzed and truncated XML, DTDs, deep nesting, odd encodings, truncated and altered ciphertext, wrong padding. 100,000 of
them take some minutes; the memory of the gateway is read after the first tenth and at the end.
"""

from __future__ import annotations

import asyncio
import base64
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil

from tests.wechat_side.pusher import Pusher
from tests.wechat_side.running import TOKEN, gateway
from tests.wechat_side.wire import wire

AES_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
APP_ID = "wx0123456789abcdef"
_AT_ONCE = 20
_GOOD = (
    "<xml><ToUserName><![CDATA[gh_x]]></ToUserName><FromUserName><![CDATA[oHostile]]></FromUserName>"
    "<CreateTime>1700000000</CreateTime><MsgType><![CDATA[image]]></MsgType><MediaId>m</MediaId><MsgId>{}</MsgId></xml>"
)
_PIECES = (
    *("<![CDATA[", "]]>", "<!--", "&#0;", "&amp", "&lol;", "\x00", "\ufffe", "９９", "🏳️‍🌈", "-" * 50, "9" * 60),
    *("<!DOCTYPE x [<!ENTITY a '&b;'>]>", "<?xml version='1.0' encoding='utf-16'?>", "<MsgType>event</MsgType>"),
    *("</xml>", "<xml>", "<a b='"),
)
_LAUGHS = "<!DOCTYPE x [" + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 9)) + "]>"


def hostile_xml(chance: random.Random) -> bytes:
    """A good body spoilt in one of several ways; one in a dozen stays good."""
    body = _GOOD.format(chance.randrange(10**17))
    at = chance.randrange(len(body))
    ways = [
        body[:at].encode(),
        (body[:at] + chance.choice(_PIECES) + body[at:]).encode("utf-8", "replace"),
        (body[:at] + body[at + chance.randrange(30) :]).encode(),
        chance.randbytes(chance.randrange(600)),
        body.encode("utf-16"),
        body.replace("oHostile", "老公").encode("gbk"),
        b"<a>" * chance.randrange(1, 4000),
        (_LAUGHS + body).encode(),
        bytes(byte ^ (1 << chance.randrange(8)) if chance.random() < 0.02 else byte for byte in body.encode()),
        body.replace("1700000000", chance.choice(("-1", "9" * 4000, "1e9", "", "０"))).encode(),
        body.encode() * 40,
        body.encode(),
    ]
    return chance.choice(ways)


def hostile_ciphertext(chance: random.Random, good: bytes) -> bytes:
    """Ciphertext cut, altered, of another key, or of no whole block."""
    raw = bytearray(base64.b64decode(good))
    at = chance.randrange(len(raw))
    ways = [
        base64.b64encode(raw[:at]),
        base64.b64encode(raw[: at - at % 32]),
        base64.b64encode(raw[:at] + chance.randbytes(1) + raw[at + 1 :]),
        base64.b64encode(raw[:-1] + bytes([raw[-1] ^ chance.randrange(1, 256)])),
        base64.b64encode(chance.randbytes(32 * chance.randrange(1, 20))),
        good[:at],
        chance.randbytes(60),
        b"",
    ]
    return chance.choice(ways)


async def attack(base: str, count: int, aes: bool, seed: int = 1) -> Counter[int]:
    """How many of the answers had which status; every request carries a good signature."""
    chance = random.Random(seed)
    statuses: Counter[int] = Counter()
    async with wire(base) as http:
        pusher = Pusher(http, TOKEN, APP_ID, AES_KEY if aes else "", "aes" if aes else "plain")
        left = iter(range(count))

        async def attacker() -> None:
            for _ in left:
                body, query = pusher.sealed(hostile_xml(chance))
                if aes and chance.random() < 0.7:
                    good = body.split(b"<Encrypt>")[1].split(b"</Encrypt>")[0]
                    spoilt = hostile_ciphertext(chance, good)
                    body = b"<xml><Encrypt><![CDATA[" + spoilt + b"]]></Encrypt></xml>"
                    words = spoilt.decode("utf-8", "replace")
                    query["msg_signature"] = pusher._sign(query["timestamp"], query["nonce"], words)
                statuses[(await http.post("/wechat", params=query, content=body)).status_code] += 1

        await asyncio.gather(*(attacker() for _ in range(_AT_ONCE)))
    return statuses


def main(count: int) -> None:
    for aes in (False, True):
        keys = {"WECHAT_APP_ID": APP_ID, "WECHAT_ENCODING_AES_KEY": AES_KEY} if aes else {}
        with tempfile.TemporaryDirectory() as place, gateway(Path(place), **keys) as (base, process):
            memory = psutil.Process(process.pid).memory_info
            started = time.perf_counter()
            statuses = asyncio.run(attack(base, count // 20, aes, seed=1))
            before = memory().rss / 2**20
            statuses += asyncio.run(attack(base, count // 2 - count // 20, aes, seed=2))
            after, seconds = memory().rss / 2**20, time.perf_counter() - started
        mode, sent, codes = "AES" if aes else "plain", sum(statuses.values()), dict(statuses)
        print(
            f"{mode}: {sent} bodies in {seconds:.0f} s, statuses {codes}, memory {before:.1f} → {after:.1f} MB",
            flush=True,
        )
        assert not any(status >= 500 for status in statuses)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
