"""Settings: each has a name, a default and a sentence; they come from the environment, which is a parameter."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from api.wechat.aes import key_bytes
from services_db import DEFAULT_DATABASE_URL

_MIN_SECRET_LENGTH: Final = 16
_ADDRESS: Final = re.compile(r"^https?://[A-Za-z0-9.\-\[\]:]+(?:/[A-Za-z0-9._~/-]*)?$")
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")
_WEB_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?/[A-Za-z0-9._~/-]*")
_REDIS: Final = re.compile(r"rediss?://\S+|unix://\S+")
_MIN_WECHAT_TOKEN: Final = 8
_WECHAT_PATIENCE: Final = 5.0
_WEAK_SECRETS: Final = frozenset(
    {"changethis", "changeme", "secret", "password", "please-change-this-secret", "12345678", "00000000", "abcdefgh"}
    | {"yourtoken", "your-token", "wechattoken", "weixintoken", "wechat_token", "password1", "qwertyuiop"}
)
_YES_OR_NO: Final = {"yes": True, "true": True, "1": True, "on": True} | {
    "no": False,
    "false": False,
    "0": False,
    "off": False,
}
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
    public_url: str = _setting(
        "", "对外的网址，如 https://example.org，写进开放数据和微信的链接；空着，开放数据就用来访的地址，微信里只发文字"
    )
    database_url: str = _setting(DEFAULT_DATABASE_URL, "数据库地址（SQLAlchemy 写法）")
    redis_url: str = _setting(
        "", "Redis 的地址，如 redis://127.0.0.1:6379/0；微信的重复推送记在那里，空着就记在数据库里；连不上时也用数据库"
    )
    model_path: str = _setting("models/xiaoou.tar.gz", "训练好的模型文件")
    rasa_url: str = _setting("", "远程 Rasa 服务器的地址；空着就用本进程里的模型")
    rasa_token: str = _setting("", "远程 Rasa 服务器的令牌，没有就空着")
    secret_key: str = _setting("", "给用户编号做 HMAC 的密钥，至少16个字符；空着就自动生成一个，存在 var/secret_key")
    retention_hours: float = _setting(24.0, "会话多少小时没有动静就忘掉")
    workers: int = _setting(1, "开几个进程；一个进程用一个核，约 1 GB 内存")
    staff_hours: float = _setting(12.0, "工作台登录一次最长多少小时有效")
    staff_idle_minutes: float = _setting(120.0, "工作台多少分钟没有动静就要重新登录")
    max_waiting: int = _setting(20, "同一个用户最多排队几句话，再多就请他慢一点")
    user_per_minute: int = _setting(60, "网页上一个用户平均每分钟可以问几句；0 表示不限；说到危险的话从不限制")
    user_burst: int = _setting(240, "网页上一个用户歇够了以后可以连着问几句")
    address_per_minute: int = _setting(600, "同一个网络地址（后面可能有很多人）平均每分钟可以问几句；0 表示不限")
    address_burst: int = _setting(3000, "同一个网络地址歇够了以后可以连着问几句")
    trusted_proxies: str = _setting("127.0.0.1", "前面的反向代理的地址，逗号隔开；只有它们说的来访者地址才算数")
    feedback_days: float = _setting(180.0, "“有用、没帮上、有错”这些意见留多少天")
    unanswered_days: float = _setting(90.0, "没答上来的问题（号码已遮住，没有姓名）留多少天给编辑看")
    embed_origins: str = _setting("", "哪些网站可以嵌入小瓯，如 https://www.example.gov.cn，空格隔开；空着就不让嵌入")
    leave_url: str = _setting("https://www.weather.com.cn/", "点“快速离开”后去的网站：要普通、谁都会看的")
    wechat_token: str = _setting("", "公众号后台填的令牌（Token），至少8位；空着，微信入口就不开")
    wechat_app_id: str = _setting("", "公众号的 AppID；安全模式、兼容模式、客服消息和菜单要用")
    wechat_app_secret: str = _setting("", "公众号的 AppSecret；客服消息和菜单要用，空着就只在五秒内回复")
    wechat_encoding_aes_key: str = _setting("", "消息加解密密钥（EncodingAESKey），43位；设了就只收加密的消息")
    wechat_api_base: str = _setting("https://api.weixin.qq.com", "微信接口的地址")
    wechat_stable_token: bool = _setting(True, "用稳定版接口取 access_token；no 用旧接口，会让别处取的失效")
    wechat_customer_service: bool = _setting(True, "五秒内答不出，用客服消息补发；没认证的号不能用，填 no")
    wechat_timestamp_window: float = _setting(300.0, "微信请求的时间戳最多差多少秒；0 不查")
    wechat_reply_seconds: float = _setting(4.0, "收到微信消息后几秒内一定回应；微信只等5秒")

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
        if not 1 <= self.workers <= 64:
            raise SettingsError("WORKERS", "应在 1 到 64 之间")
        if self.staff_hours <= 0 or self.staff_idle_minutes <= 0:
            raise SettingsError("STAFF_HOURS", "和 STAFF_IDLE_MINUTES 都应大于 0")
        if self.max_waiting < 1:
            raise SettingsError("MAX_WAITING", "至少是 1")
        for name in ("retention_hours", "feedback_days", "unanswered_days"):
            if getattr(self, name) <= 0:
                raise SettingsError(name.upper(), "应大于 0")
        self._check_limits()
        if self.wechat_token:
            self._check_wechat()
        self._check_addresses()

    def _check_addresses(self) -> None:
        if self.redis_url and not _REDIS.fullmatch(self.redis_url):
            raise SettingsError("REDIS_URL", "应写成 redis://主机:端口/库号，加密的用 rediss://，本机套接字用 unix://")
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

    def _check_wechat(self) -> None:
        """Once the WeChat door is open, everything behind it has to hold."""
        if len(self.wechat_token) < _MIN_WECHAT_TOKEN or self.wechat_token.lower() in _WEAK_SECRETS:
            raise SettingsError("WECHAT_TOKEN", f"太短或太常见，至少要 {_MIN_WECHAT_TOKEN} 个不好猜的字母或数字")
        if self.wechat_encoding_aes_key:
            try:
                key_bytes(self.wechat_encoding_aes_key)
            except ValueError:
                raise SettingsError("WECHAT_ENCODING_AES_KEY", "应是43位字母或数字，照公众号后台的抄") from None
        if self.wechat_app_secret and (
            len(self.wechat_app_secret) < _MIN_WECHAT_TOKEN or self.wechat_app_secret.lower() in _WEAK_SECRETS
        ):
            raise SettingsError("WECHAT_APP_SECRET", "太短或太常见，照公众号后台的抄")
        if (self.wechat_encoding_aes_key or self.wechat_app_secret) and not self.wechat_app_id:
            raise SettingsError("WECHAT_APP_ID", "没有设；设了 EncodingAESKey 或 AppSecret 就要有它")
        if not self.wechat_api_base.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise SettingsError("WECHAT_API_BASE", "应以 https:// 开头")
        if not 0 < self.wechat_reply_seconds < _WECHAT_PATIENCE:
            raise SettingsError("WECHAT_REPLY_SECONDS", f"应大于 0，小于微信等的 {_WECHAT_PATIENCE:g} 秒")
        if self.wechat_timestamp_window < 0:
            raise SettingsError("WECHAT_TIMESTAMP_WINDOW", "不能小于 0")


def _convert(name: str, raw: str, kind: type) -> Any:
    if kind is bool:
        if raw.lower() not in _YES_OR_NO:
            raise SettingsError(name, f"“{raw}”应是 yes 或 no")
        return _YES_OR_NO[raw.lower()]
    try:
        return kind(raw)
    except ValueError:
        raise SettingsError(name, f"“{raw}”不是{'整数' if kind is int else '数字'}") from None


def describe_settings() -> list[tuple[str, str, str]]:
    """(environment variable, default, sentence) of every setting, for .env.example."""
    return [(s.name.upper(), _written(s.default), s.metadata["sentence"]) for s in fields(Settings)]


def _written(default: Any) -> str:
    return ("no", "yes")[default] if isinstance(default, bool) else str(default)


def secret_key(settings: Settings, path: Path = SECRET_FILE) -> bytes:
    """The key for pseudonyms: the one set, else one made once and kept in a file only its owner can read."""
    if settings.secret_key:
        return settings.secret_key.encode()
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="ascii")
    return path.read_bytes().strip()
