"""The HTTP session that everything outside is reached through: Slack's Web API and websocket, ilert.

aiohttp's `trust_env` stays off: it asks the variable WSS_PROXY, and no other, about the websocket, looks for a ~/.netrc
that would collide with our tokens, and changes threads twice for each request. Each call is given its `proxy_for`
instead. Private certificate authorities need nothing: OpenSSL reads SSL_CERT_FILE and SSL_CERT_DIR.
"""

import aiohttp
from yarl import URL

from bot.network.environment import proxies

Session = aiohttp.ClientSession


def open_session(seconds: float, *, connect_seconds: float = 5, reuse: bool = True) -> Session:
    """Make a session in which each request may take so long, and a connection so much of it. The caller closes it.

    Without `reuse` each request gets a connection of its own: one that idles may have died without a word.
    """
    timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=connect_seconds)
    return Session(timeout=timeout, connector=aiohttp.TCPConnector(force_close=not reuse))


def proxy_for(address: str) -> URL | None:
    """Return the proxy, with its login, to pass to aiohttp with each request to this address; None without one."""
    return proxies().of(URL(address))
