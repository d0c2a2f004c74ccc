"""Typed readers of environment variables that refuse nonsense instead of guessing.

A wrong value stops the start with one sentence that names the variable.
"""

import ipaddress
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """Return the variable without surrounding blanks, or the default when unset or empty."""
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool) -> bool:
    """Return true or false; anything but true/false/1/0 raises ImproperlyConfigured."""
    value = text(name).lower()
    if not value:
        return default
    if value in ("true", "1"):
        return True
    if value in ("false", "0"):
        return False
    raise ImproperlyConfigured(f"环境变量 {name} 只能是 true 或 false，现在是「{value}」。")


def integer(name: str, default: int, *, minimum: int, maximum: int) -> int:
    """Return a whole number within [minimum, maximum]; raises ImproperlyConfigured otherwise."""
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not minimum <= int(value) <= maximum:
        raise ImproperlyConfigured(
            f"环境变量 {name} 要填 {minimum} 到 {maximum} 之间的整数，现在是「{value}」。"
        )
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without empty items."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def url(name: str, default: str, *, schemes: tuple[str, ...]) -> str:
    """Return an address with one of the schemes, without a trailing slash; else ImproperlyConfigured."""
    value = text(name, default).rstrip("/")
    if value and not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
        raise ImproperlyConfigured(f"环境变量 {name} 要以 {' 或 '.join(schemes)}:// 开头。")
    if value and not value.startswith("unix://") and not _names_a_host(value):
        raise ImproperlyConfigured(f"环境变量 {name} 里的主机或端口不对，例如 {schemes[0]}://主机:端口。")
    return value


def _names_a_host(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # raised by port
        return False


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Return a list of IP ranges such as 10.0.0.0/8; raises ImproperlyConfigured on a bad one."""
    try:
        return [ipaddress.ip_network(item) for item in words(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"环境变量 {name} 里有写错的网段:{error}") from error


def folder(name: str, default: Path) -> Path:
    """Return a folder, created when missing; raises ImproperlyConfigured when that is impossible."""
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"环境变量 {name} 指的文件夹建不起来:{path}") from error
    return path


def mail_server(name: str) -> tuple[str, int, str, str, bool, bool] | None:
    """Return host, port, user, password, whether TLS starts at once and whether it starts later.

    None when unset. Unencrypted mail has to be asked for: smtp://host:25?starttls=false.
    """
    parts = urlsplit(url(name, "", schemes=("smtp", "smtps")))
    if not parts.hostname:
        return None
    secure = parts.scheme == "smtps"
    port = parts.port or (465 if secure else 587)
    if parts.query not in ("", "starttls=false", "starttls=true"):
        raise ImproperlyConfigured(f"环境变量 {name} 的问号后面只能是 starttls=false。")
    starttls = not secure and parts.query != "starttls=false"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return parts.hostname, port, user, password, secure, starttls
