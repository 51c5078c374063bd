"""Why a request failed, in words that may be logged: no address that holds a secret, no credentials of a proxy."""

import os
import ssl

import aiohttp


def describe(error: Exception) -> str:
    """Say what failed between us and a service."""
    match error:
        case aiohttp.ClientProxyConnectionError():
            return f"the proxy {error.host}:{error.port} cannot be reached ({_reason(error.os_error)})"
        case aiohttp.ClientHttpProxyError():
            return f"the proxy answered {error.status} {error.message}"
        case aiohttp.WSServerHandshakeError():
            return f"HTTP status {error.status}"
        case aiohttp.ClientConnectorCertificateError():
            return f"the certificate of {error.host} is not trusted ({_reason(error.certificate_error)})"
        case aiohttp.ClientConnectorDNSError():
            return f"the name {error.host} cannot be resolved ({_reason(error.os_error)})"
        case aiohttp.ClientConnectorError():
            return f"no connection to {error.host}:{error.port} ({_reason(error.os_error)})"
        case TimeoutError():
            return "no answer in time"
        case _:
            return type(error).__name__


def _reason(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return error.verify_message
        case ssl.SSLError():
            return error.reason
        case OSError() if error.errno is not None and error.errno > 0:
            return os.strerror(error.errno)
        case _:
            return getattr(error, "strerror", None) or type(error).__name__
