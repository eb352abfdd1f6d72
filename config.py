"""Turns environment variables into settings: every one has a default, a wrong one stops the start and is named."""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
import socket
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import orjson
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent
LANGUAGES = {"zh": {"flag": "cn", "name": "中文"}, "en": {"flag": "gb", "name": "English"}}
WILDCARDS = ("0.0.0.0", "[::]")  # noqa: S104  # only compared with
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgresql+psycopg": "postgresql+psycopg"}


class WrongSetting(ValueError):
    """A setting that cannot be used: its name, what was given and what is expected."""

    def __init__(self, setting: str, given: str, expected: str) -> None:
        super().__init__(f"{setting} is {given}; expected {expected}.")
        self.setting, self.given, self.expected = setting, given, expected


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings of one process; secrets stay out of its repr."""

    host: str
    port: int
    workers: int
    threads: int
    https: bool
    proxies: int
    instance: Path
    file_dir: Path
    database_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    secret_key: str = field(repr=False)
    data_keys: tuple[tuple[str, bytes], ...] = field(repr=False)
    """(version, 32 bytes), newest first: the first encrypts, all decrypt."""
    sample_password: str | None = field(repr=False)
    timezone: ZoneInfo
    trusted_hosts: tuple[str, ...]


def load(environ: Mapping[str, str] = os.environ) -> Config:
    """Read the settings; makes the instance folder and, on the first run, the keys kept in it. Raises WrongSetting."""

    def given(name: str, default: str = "") -> str:
        return environ.get(name, "").strip() or default

    instance = Path(given("HUIZHI_INSTANCE", str(ROOT / "instance"))).expanduser().absolute()
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        expected = f"a folder to write in ({error.strerror})"
        raise WrongSetting("HUIZHI_INSTANCE", repr(str(instance)), expected) from error
    host = _host(given("HOST", "127.0.0.1"))
    return Config(
        host=host,
        port=_whole("PORT", given("PORT", "8080"), 1, 65535),
        workers=_whole("HUIZHI_WORKERS", given("HUIZHI_WORKERS", "2"), 1, 64),
        threads=_whole("HUIZHI_THREADS", given("HUIZHI_THREADS", "4"), 1, 64),
        https=_yes("HUIZHI_HTTPS", given("HUIZHI_HTTPS", "no")),
        proxies=_whole("HUIZHI_PROXIES", given("HUIZHI_PROXIES", "0"), 0, 5),
        instance=instance,
        file_dir=Path(given("HUIZHI_FILE_DIR", str(instance / "files"))).expanduser().absolute(),
        database_url=_database(given("HUIZHI_DATABASE_URL", f"sqlite:///{instance / 'huizhi.sqlite'}"), instance),
        redis_url=_redis(given("HUIZHI_REDIS_URL")),
        secret_key=_secret_key(given("HUIZHI_SECRET_KEY") or _kept(instance / "secret_key", _new_secret_key)),
        data_keys=_data_keys(given("HUIZHI_DATA_KEYS") or _kept(instance / "data_keys", _new_data_keys)),
        sample_password=_sample_password(given("HUIZHI_SAMPLE_PASSWORD")),
        timezone=_timezone(given("HUIZHI_TIMEZONE", "Asia/Shanghai")),
        trusted_hosts=_hosts(given("HUIZHI_TRUSTED_HOSTS"), host),
    )


def flask_settings(config: Config) -> dict[str, Any]:
    """The same settings under the names Flask and its extensions know; HUIZHI is the Config itself."""
    return {
        "HUIZHI": config,
        "SECRET_KEY": config.secret_key,
        "TRUSTED_HOSTS": list(config.trusted_hosts),
        "PREFERRED_URL_SCHEME": "https" if config.https else "http",
        "MAX_CONTENT_LENGTH": 80 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SESSION_COOKIE_NAME": "huizhi",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.https,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        # A form may stay open for a working day: its token lives as long as the session.
        "WTF_CSRF_TIME_LIMIT": None,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(config),
        "LANGUAGES": LANGUAGES,
        "BABEL_DEFAULT_LOCALE": "zh",
        "BABEL_DEFAULT_TIMEZONE": config.timezone.key,
        # Absolute: Flask-Babel resolves relative folders from app/.
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "RATELIMIT_STORAGE_URI": config.redis_url or "memory://",
        "APP_NAME": "汇治",
        "AUTH_TYPE": 1,
        "AUTH_USER_REGISTRATION": False,
        "AUTH_RATE_LIMITED": True,
        "AUTH_RATE_LIMIT": "60 per minute",
        # The release command makes schema and permissions; four workers doing so at once race.
        "FAB_CREATE_DB": False,
        "FAB_UPDATE_PERMS": False,
        # Accounts, roles and rights are our own screens: Flask-AppBuilder's give away more than they should.
        "FAB_ADD_SECURITY_VIEWS": False,
        "FAB_ADD_SECURITY_API": False,
        "FAB_ADD_MENU_API": False,
        "FAB_ADD_OPENAPI_VIEWS": False,
        "FAB_API_SWAGGER_UI": False,
        "FAB_API_SHOW_STACKTRACE": False,
        "FAB_ALLOW_GET_UNSAFE_MUTATIONS": False,
        "FAB_PASSWORD_COMPLEXITY_ENABLED": True,
        "FAB_SAFE_REDIRECT_HOSTS": list(config.trusted_hosts),
    }


def _engine_options(config: Config) -> dict[str, Any]:
    # Chinese stays readable in JSON columns, so that LIKE and expression indexes find it.
    options: dict[str, Any] = {"json_serializer": lambda value: orjson.dumps(value).decode()}
    if config.database_url.startswith("sqlite"):
        options["connect_args"] = {"timeout": 20}
    else:
        options |= {"pool_size": config.threads, "max_overflow": config.threads}
        options["connect_args"] = {"connect_timeout": 10, "application_name": "huizhi"}
    return options


def _host(given: str) -> str:
    try:
        socket.getaddrinfo(given.strip("[]"), None)
    except (OSError, UnicodeError) as error:
        raise WrongSetting("HOST", repr(given), "an address of this machine, such as 127.0.0.1 or 0.0.0.0") from error
    return f"[{given}]" if ":" in given and not given.startswith("[") else given


def _whole(setting: str, given: str, low: int, high: int) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", given) or not low <= int(given) <= high:
        raise WrongSetting(setting, repr(given), f"a whole number from {low} to {high}")
    return int(given)


def _yes(setting: str, given: str) -> bool:
    words = {"yes": True, "1": True, "true": True, "no": False, "0": False, "false": False}
    if given.lower() not in words:
        raise WrongSetting(setting, repr(given), "yes or no")
    return words[given.lower()]


def _database(given: str, instance: Path) -> str:
    expected = "sqlite:///file.sqlite or postgresql://user:password@host/database"
    try:
        url = make_url(given)
    except (ArgumentError, ValueError) as error:
        raise WrongSetting("HUIZHI_DATABASE_URL", repr(_without_password(given)), expected) from error
    postgres = url.drivername.startswith("postgresql")
    if url.drivername not in DRIVERS or (postgres and not url.database):
        raise WrongSetting("HUIZHI_DATABASE_URL", repr(_without_password(given)), expected)
    url = url.set(drivername=DRIVERS[url.drivername])
    if not postgres and url.database not in (None, "", ":memory:") and not str(url.database).startswith("file:"):
        url = url.set(database=str(instance / Path(str(url.database)).expanduser()))
    return url.render_as_string(hide_password=False)


def _redis(given: str) -> str | None:
    if given and not re.match(r"(rediss?|unix)://\S+$", given):
        raise WrongSetting("HUIZHI_REDIS_URL", repr(_without_password(given)), "redis://host:6379/0, or nothing")
    return given or None


def _without_password(url: str) -> str:
    return re.sub(r"(//[^:/@]*):.*@", r"\1:***@", url)


def _timezone(given: str) -> ZoneInfo:
    try:
        return ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongSetting("HUIZHI_TIMEZONE", repr(given), "a name such as Asia/Shanghai") from error


def _hosts(given: str, host: str) -> tuple[str, ...]:
    if not given:
        names = ("127.0.0.1", "localhost", socket.gethostname().lower(), *(() if host in WILDCARDS else (host,)))
        return tuple(dict.fromkeys(names))
    names = tuple(name.strip().lower() for name in given.split(",") if name.strip())
    if not names or not all(re.fullmatch(r"\.?[a-z0-9][a-z0-9.-]*", name) for name in names):
        expected = "names without port, parted by commas, such as huizhi.example.cn,10.1.2.3"
        raise WrongSetting("HUIZHI_TRUSTED_HOSTS", repr(given), expected)
    return names


def _sample_password(given: str) -> str | None:
    if given and len(given) < 10:
        raise WrongSetting("HUIZHI_SAMPLE_PASSWORD", f"{len(given)} characters long", "10 characters or more")
    return given or None


def _secret_key(given: str) -> str:
    if len(given) < 32:
        raise WrongSetting("HUIZHI_SECRET_KEY", f"{len(given)} characters long", "32 characters or more")
    return given


def _new_secret_key() -> str:
    return secrets.token_urlsafe(48)


def _data_keys(given: str) -> tuple[tuple[str, bytes], ...]:
    expected = "v2:<base64 of 32 bytes>,v1:<base64 of 32 bytes>, newest first, each version once"
    keys: dict[str, bytes] = {}
    for place, part in enumerate(given.split(","), 1):
        version, colon, text = part.strip().partition(":")
        try:
            key = base64.b64decode(text, validate=True)
        except binascii.Error:
            key = b""
        if not colon or not re.fullmatch(r"[a-z0-9]{1,8}", version) or len(key) != 32 or version in keys:
            raise WrongSetting("HUIZHI_DATA_KEYS", f"unusable at part {place} (not shown)", expected)
        keys[version] = key
    return tuple(keys.items())


def _new_data_keys() -> str:
    return "v1:" + base64.b64encode(secrets.token_bytes(32)).decode()


def _kept(path: Path, make: Callable[[], str]) -> str:
    """What the file says; made first where it is missing. Of several processes at once the first to link wins."""
    if not path.exists():
        handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 600
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(make() + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.link(scratch, path)
        except FileExistsError:
            pass  # another process was first: its key is the key
        finally:
            os.unlink(scratch)
    return path.read_text(encoding="ascii").strip()
