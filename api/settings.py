"""Settings: each has a name, a default and a sentence; they come from the environment, which is a parameter."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from services_db import DEFAULT_DATABASE_URL

_MIN_SECRET_LENGTH: Final = 16
_WEAK_SECRETS: Final = frozenset({"changethis", "changeme", "secret", "password", "please-change-this-secret"})
_ADDRESS: Final = re.compile(r"^https?://[A-Za-z0-9.\-\[\]:]+(?:/[A-Za-z0-9._~/-]*)?$")
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")
_WEB_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?/[A-Za-z0-9._~/-]*")
SECRET_FILE: Final = Path("var/secret_key")


class SettingsError(Exception):
    """A setting is missing or cannot be used; `name` is the environment variable, `problem` a Chinese sentence."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        self.problem = problem
        super().__init__(f"{name}：{problem}")


def _setting(default: Any, sentence: str) -> Any:
    return field(default=default, metadata={"sentence": sentence})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator can set; the field's name in capitals is the environment variable."""

    host: str = _setting("127.0.0.1", "在哪个地址上监听")
    port: int = _setting(8000, "在哪个端口上监听")
    public_url: str = _setting("", "对外的网址，如 https://example.org，写进开放数据的链接；空着就用来访的地址")
    database_url: str = _setting(DEFAULT_DATABASE_URL, "数据库地址（SQLAlchemy 写法）")
    model_path: str = _setting("models/xiaoou.tar.gz", "训练好的模型文件")
    rasa_url: str = _setting("", "远程 Rasa 服务器的地址；空着就用本进程里的模型")
    rasa_token: str = _setting("", "远程 Rasa 服务器的令牌，没有就空着")
    secret_key: str = _setting("", "给用户编号做 HMAC 的密钥，至少16个字符；空着就自动生成一个，存在 var/secret_key")
    retention_hours: float = _setting(24.0, "会话多少小时没有动静就忘掉")
    workers: int = _setting(1, "开几个进程；一个进程用一个核，约 1 GB 内存")
    max_waiting: int = _setting(20, "同一个用户最多排队几句话，再多就请他慢一点")
    user_per_minute: int = _setting(30, "网页上一个用户平均每分钟可以问几句；0 表示不限；说到危险的话从不限制")
    user_burst: int = _setting(60, "网页上一个用户歇够了以后可以连着问几句")
    address_per_minute: int = _setting(600, "同一个网络地址（后面可能有很多人）平均每分钟可以问几句；0 表示不限")
    address_burst: int = _setting(3000, "同一个网络地址歇够了以后可以连着问几句")
    trusted_proxies: str = _setting("127.0.0.1", "前面的反向代理的地址，逗号隔开；只有它们说的来访者地址才算数")
    feedback_days: float = _setting(180.0, "“有用、没帮上、有错”这些意见留多少天")
    embed_origins: str = _setting("", "哪些网站可以嵌入小瓯，如 https://www.example.gov.cn，空格隔开；空着就不让嵌入")
    leave_url: str = _setting("https://www.weather.com.cn/", "点“快速离开”后去的网站：要普通、谁都会看的")

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read and check; raises SettingsError that names the setting."""
        given: dict[str, Any] = {}
        for setting in fields(cls):
            raw = environ.get(setting.name.upper(), "").strip()
            if raw:
                given[setting.name] = _convert(setting.name.upper(), raw, type(setting.default))
        settings = cls(**given)
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse what would be unsafe or cannot work; raises SettingsError."""
        if self.secret_key and (len(self.secret_key) < _MIN_SECRET_LENGTH or self.secret_key.lower() in _WEAK_SECRETS):
            raise SettingsError("SECRET_KEY", f"太短或太常见，至少要 {_MIN_SECRET_LENGTH} 个不好猜的字符")
        if not 0 <= self.port <= 65535:
            raise SettingsError("PORT", "应在 0 到 65535 之间")
        if self.public_url and not _ADDRESS.match(self.public_url):
            raise SettingsError("PUBLIC_URL", "应是 http:// 或 https:// 开头的网址，不带问号")
        if self.retention_hours <= 0:
            raise SettingsError("RETENTION_HOURS", "应大于 0")
        if not 1 <= self.workers <= 64:
            raise SettingsError("WORKERS", "应在 1 到 64 之间")
        if self.max_waiting < 1:
            raise SettingsError("MAX_WAITING", "至少是 1")
        if self.feedback_days <= 0:
            raise SettingsError("FEEDBACK_DAYS", "应大于 0")
        self._check_limits()
        for origin in self.embed_origins.split():
            if not _ORIGIN.fullmatch(origin):
                raise SettingsError("EMBED_ORIGINS", f"“{origin}”不是网站地址，应写成 https://www.example.gov.cn")
        if not _WEB_ADDRESS.fullmatch(self.leave_url):
            raise SettingsError("LEAVE_URL", "应是 https:// 开头的网址")

    def _check_limits(self) -> None:
        for name in ("user_per_minute", "address_per_minute"):
            if getattr(self, name) < 0:
                raise SettingsError(name.upper(), "不能小于 0")
        for name in ("user_burst", "address_burst"):
            if getattr(self, name) < 1:
                raise SettingsError(name.upper(), "至少是 1")


def _convert(name: str, raw: str, kind: type) -> Any:
    try:
        return kind(raw)
    except ValueError:
        raise SettingsError(name, f"“{raw}”不是{'整数' if kind is int else '数字'}") from None


def describe_settings() -> list[tuple[str, str, str]]:
    """(environment variable, default, sentence) of every setting, for .env.example."""
    return [(s.name.upper(), str(s.default), s.metadata["sentence"]) for s in fields(Settings)]


def secret_key(settings: Settings, path: Path = SECRET_FILE) -> bytes:
    """The key for pseudonyms: the one set, else one made once and kept in a file only its owner can read."""
    if settings.secret_key:
        return settings.secret_key.encode()
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="ascii")
    return path.read_bytes().strip()
