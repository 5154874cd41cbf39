"""The operator's settings: read once from the environment and `studio.toml`, checked, and frozen.

The environment wins over the file. A wrong setting is one sentence with its name and what it takes.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from platformdirs import user_state_path

NAMES = (
    "STUDIO_DATABASE_URL",
    "STUDIO_DATA",
    "STUDIO_PUBLIC_URL",
    "STUDIO_MAIL_URL",
    "STUDIO_MAIL_FROM",
    "STUDIO_SMS_URL",
    "STUDIO_SECRET_FILE",
    "STUDIO_HOST",
    "STUDIO_PORT",
    "STUDIO_TRUSTED_PROXY",
    "STUDIO_LOG_FORMAT",
)


class WrongSettingError(Exception):
    """A setting that cannot be used; the text names it and says what it takes."""

    def __init__(self, name: str, takes: str) -> None:
        """Keep the setting's name and what it takes."""
        super().__init__(f"{name} is wrong: it takes {takes}.")
        self.name = name


class LogFormat(StrEnum):
    """How a line of the log is written."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True)
class Settings:
    """All that the operator decides. Paths are absolute; `public_url` has no path and no trailing slash."""

    data: Path
    database_url: str
    public_url: str
    mail_url: str
    mail_from: str
    sms_url: str
    """Kept for the version that sends text messages; empty where none is given."""

    secret_file: Path
    host: str
    port: int
    trusted_proxies: tuple[str, ...]
    """The addresses and networks whose X-Forwarded-For is believed."""

    log_format: LogFormat

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is one SQLite file."""
        return self.database_url.startswith("sqlite:")

    @property
    def sqlite_path(self) -> Path:
        """Return the SQLite file: `sqlite:////abs/path`, or `sqlite:///name` within the data folder."""
        name = self.database_url.removeprefix("sqlite:///")
        return self.data / name  # an absolute name wins over the folder

    @property
    def is_https(self) -> bool:
        """Tell whether cookies may be marked Secure."""
        return self.public_url.startswith("https://")


def read_settings(environment: Mapping[str, str], folder: Path) -> Settings:
    """Return the settings of an environment and of `studio.toml` in a folder. Raises WrongSettingError."""
    given = {**_file_settings(folder / "studio.toml"), **{n: environment[n] for n in NAMES if environment.get(n)}}
    data = Path(given.get("STUDIO_DATA", str(user_state_path("studio-checkin")))).expanduser().absolute()
    port = _port(given.get("STUDIO_PORT", "8000"))
    host = given.get("STUDIO_HOST", "127.0.0.1")
    return Settings(
        data=data,
        database_url=_database_url(given.get("STUDIO_DATABASE_URL", "sqlite:///studio.db")),
        public_url=_public_url(given.get("STUDIO_PUBLIC_URL", f"http://{host}:{port}")),
        mail_url=_mail_url(given.get("STUDIO_MAIL_URL", (data / "mail").as_uri())),
        mail_from=_mail_from(given.get("STUDIO_MAIL_FROM", "Studio Check-in <studio@localhost>")),
        sms_url=given.get("STUDIO_SMS_URL", ""),
        secret_file=Path(given.get("STUDIO_SECRET_FILE", str(data / "secret"))).expanduser().absolute(),
        host=host,
        port=port,
        trusted_proxies=_trusted_proxies(given.get("STUDIO_TRUSTED_PROXY", "")),
        log_format=_log_format(given.get("STUDIO_LOG_FORMAT", LogFormat.TEXT)),
    )


@cache
def settings() -> Settings:
    """Return this process's settings, read at the first call. Raises WrongSettingError."""
    return read_settings(os.environ, Path.cwd())


def _file_settings(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongSettingError("studio.toml", f"TOML in UTF-8 ({error})") from error
    unknown = sorted(set(values) - set(NAMES))
    if unknown:
        raise WrongSettingError(unknown[0], "in studio.toml only " + ", ".join(NAMES))
    return {name: str(value) for name, value in values.items()}


def _database_url(url: str) -> str:
    if re.match(r"sqlite:///[^?#]+\Z", url) or re.match(r"postgres(ql)?://\S+\Z", url):
        return url
    raise WrongSettingError("STUDIO_DATABASE_URL", "sqlite:////absolute/path, sqlite:///name or postgres://…")


def _public_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https") and _has_host(parts) and parts.path in ("", "/") and not parts.query:
        return f"{parts.scheme}://{parts.netloc}"
    raise WrongSettingError("STUDIO_PUBLIC_URL", "an http:// or https:// address without a path")


def _mail_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        return url
    if parts.scheme in ("smtp", "smtps") and _has_host(parts):
        return url
    raise WrongSettingError("STUDIO_MAIL_URL", "file:///folder, smtp://host:port or smtps://host:port")


def _mail_from(address: str) -> str:
    if "@" in address and not re.search(r"[\x00-\x1f]", address):
        return address
    raise WrongSettingError("STUDIO_MAIL_FROM", "an address such as Kiln & Co <hello@kiln.example>")


def _trusted_proxies(listed: str) -> tuple[str, ...]:
    try:
        return tuple(str(ip_network(one.strip())) for one in listed.split(",") if one.strip())
    except ValueError as error:
        takes = "addresses or networks with commas between them, such as 127.0.0.1, 10.0.0.0/8"
        raise WrongSettingError("STUDIO_TRUSTED_PROXY", takes) from error


def _log_format(text: str) -> LogFormat:
    try:
        return LogFormat(text)
    except ValueError as error:
        raise WrongSettingError("STUDIO_LOG_FORMAT", " or ".join(LogFormat)) from error


def _has_host(parts: SplitResult) -> bool:
    """Tell whether an address names a host, and a port only from 1 to 65535."""
    try:
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise WrongSettingError("STUDIO_PORT", "a port from 1 to 65535")
