"""The HTTP session that everything outside is reached through: Slack's Web API and websocket, ilert.

Proxies are decided here and not by aiohttp's `trust_env`, which asks the variable WSS_PROXY, and no other, about the
websocket, looks for a ~/.netrc that would collide with our tokens, and changes threads twice for each request.
Private certificate authorities need nothing: OpenSSL reads SSL_CERT_FILE and SSL_CERT_DIR.
"""

import aiohttp
from aiohttp import ClientHandlerType, ClientRequest, ClientResponse, hdrs

from bot.network.environment import Proxies, proxies


def open_session(timeout: aiohttp.ClientTimeout) -> aiohttp.ClientSession:
    """Make a session whose requests go through the proxies of the environment. The caller closes it."""
    found = proxies()
    return aiohttp.ClientSession(timeout=timeout, middlewares=[_Detour(found)] if found.by_scheme else ())


class _Detour:
    """Sends each request, redirected ones included, through the proxy that its address has, if any."""

    def __init__(self, proxies: Proxies) -> None:
        self._proxies = proxies

    async def __call__(self, request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        proxy = self._proxies.of(request.url)
        if proxy is not None:
            login = {} if proxy.login is None else {hdrs.PROXY_AUTHORIZATION: proxy.login}
            # A tunnel is asked for with a request of its own; without one, the proxy reads ours.
            request.update_proxy(proxy.url, None, login if request.is_ssl() else None)
            request.headers.update({} if request.is_ssl() else login)
        return await handler(request)
