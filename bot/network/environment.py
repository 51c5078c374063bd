"""What the environment says about the way out: proxies, and private certificate authorities. Pure but for `problems`.

HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in capitals or small letters, mean what they mean to curl. Python's own reading of
them is used, which knows names and domains in NO_PROXY, with or without a port, and `*`, but no networks such as
10.0.0.0/8.
"""

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from urllib.request import getproxies_environment, proxy_bypass

from yarl import URL

# A websocket is a request like any other to a proxy.
_SCHEMES = {"https": "https", "wss": "https", "http": "http", "ws": "http"}


@dataclass(frozen=True, slots=True)
class Proxies:
    """Which proxy an address is reached through. A proxy's address holds its login, if it wants one."""

    by_scheme: Mapping[str, URL]
    bypass: str = ""

    def of(self, url: URL) -> URL | None:
        """Return the proxy for an address; None where it is reached directly."""
        proxy = self.by_scheme.get(_SCHEMES.get(url.scheme, ""))
        if proxy is None or proxy_bypass(f"{url.host}:{url.port}", {"no": self.bypass}):
            return None
        return proxy

    @property
    def secrets(self) -> tuple[str, ...]:
        """The proxies' passwords: as they are, as they stand in an address, and as they are sent (RFC 7617)."""
        found: set[str] = set()
        for url in self.by_scheme.values():
            if url.password:
                password = url.password.encode("latin-1").decode()
                login = f"{url.user}:{url.password}".encode("latin-1")
                found |= {password, quote(password, safe=""), base64.b64encode(login).decode()}
        return tuple(found)


def proxies() -> Proxies:
    """Read the proxies from this process's environment. What `problems` would name is left out."""
    found = getproxies_environment()
    addresses = {scheme: _address(found[scheme]) for scheme in ("http", "https") if found.get(scheme)}
    return Proxies({scheme: _utf_8_login(url) for scheme, url in addresses.items() if url}, found.get("no", ""))


def _utf_8_login(url: URL) -> URL:
    """Let a login be sent as UTF-8, as curl does; aiohttp sends what stands in an address as Latin-1."""
    user, password = (part and part.encode().decode("latin-1") for part in (url.user, url.password))
    return url.with_user(user).with_password(password)


def problems(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Name what in the environment cannot be used. Credentials are left unsaid."""
    found = [
        f"{name} is malformed: expected a proxy's address such as http://proxy.example.com:3128"
        for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
        if environ.get(name) and _address(environ[name]) is None
    ]
    file = environ.get("SSL_CERT_FILE")
    if file and not Path(file).is_file():
        found.append(f"SSL_CERT_FILE: found {file}, expected a file with certificates")
    found += [
        f"SSL_CERT_DIR: found {directory}, expected a directory with certificates"
        for directory in environ.get("SSL_CERT_DIR", "").split(os.pathsep)
        if directory and not Path(directory).is_dir()
    ]
    return found


def _address(text: str) -> URL | None:
    """Read a proxy's address as curl does: without a scheme it is HTTP's."""
    try:
        url = URL(text if "://" in text else f"http://{text}")
    except ValueError:
        return None
    return url if url.scheme in ("http", "https") and url.host else None
