"""The HTTP session that everything outside is reached through: Slack's Web API and websocket, ilert.

aiohttp's `trust_env` stays off: it asks the variable WSS_PROXY, and no other, about the websocket, looks for a ~/.netrc
that would collide with our tokens, and changes threads twice for each request. Each call is given its `proxy_for`
instead. Private certificate authorities need nothing: OpenSSL reads SSL_CERT_FILE and SSL_CERT_DIR.
"""

import socket

import aiohttp
from yarl import URL

from bot.network.environment import proxies

Session = aiohttp.ClientSession

UNACKNOWLEDGED_SECONDS = 15
"""For how long the kernel repeats bytes that nobody has acknowledged, also after the request has been given up."""


def open_session(seconds: float, *, connect_seconds: float = 5, reuse: bool = True) -> Session:
    """Make a session in which each request may take so long, and a connection so much of it. The caller closes it.

    Without `reuse` each request gets a connection of its own: one that idles may have died without a word.
    """
    timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=connect_seconds)
    # Whoever calls limits how many calls there are. A limit here would let one service's calls wait for another's.
    connector = aiohttp.TCPConnector(limit=0, force_close=not reuse, socket_factory=_socket)
    return Session(timeout=timeout, connector=connector)


def _socket(address: aiohttp.AddrInfoType) -> socket.socket:
    """Make a socket whose bytes arrive soon or never.

    By default the kernel repeats them for minutes: what was asked before the network broke off would be done long
    after the answer was given up, when it may have been asked again.
    """
    family, kind, protocol, *_ = address
    made = socket.socket(family, kind, protocol)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_SECONDS * 1000)
    return made


def proxy_for(address: str) -> URL | None:
    """Return the proxy, with its login, to pass to aiohttp with each request to this address; None without one."""
    return proxies().of(URL(address))
