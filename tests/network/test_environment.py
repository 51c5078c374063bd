"""What the environment says about proxies and certificates."""

import asyncio
import base64
from urllib.parse import quote

import aiohttp
import pytest
from yarl import URL

from bot.network.environment import problems, proxies
from bot.network.session import open_session, proxy_for

PROXY = "http://proxy.example.com:3128"


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    return lambda **values: [monkeypatch.setenv(name, value) for name, value in values.items()]


@pytest.mark.parametrize(
    ("values", "address", "proxied"),
    [
        ({}, "https://slack.com/api/", False),
        ({"HTTPS_PROXY": PROXY}, "https://slack.com/api/", True),
        ({"https_proxy": PROXY}, "https://slack.com/api/", True),
        ({"HTTPS_PROXY": PROXY}, "wss://wss-primary.slack.com/link/", True),
        ({"HTTPS_PROXY": PROXY}, "http://slack.com/", False),
        ({"HTTP_PROXY": PROXY}, "http://slack.com/", True),
        ({"HTTP_PROXY": PROXY}, "ws://127.0.0.1:8080/", True),
        ({"HTTP_PROXY": PROXY}, "wss://slack.com/", False),
        ({"HTTPS_PROXY": ""}, "https://slack.com/", False),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "api.ilert.com, slack.com"}, "https://slack.com/", False),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "slack.com"}, "wss://wss-primary.slack.com/", False),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "slack.com"}, "https://notslack.com/", True),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "ilert.example.com:8443"}, "https://ilert.example.com:8443/", False),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "ilert.example.com:8443"}, "https://ilert.example.com/", True),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "*"}, "https://slack.com/", False),
    ],
)
def test_which_addresses_go_through_the_proxy(environment, values, address, proxied):
    environment(**values)
    assert proxies().of(URL(address)) == (URL(PROXY) if proxied else None)


def test_a_login_is_part_of_the_address_and_known_as_a_secret(environment):
    environment(HTTPS_PROXY="http://bot:s%40cret@proxy.example.com:3128")
    assert proxies().of(URL("https://slack.com/")) == URL("http://bot:s%40cret@proxy.example.com:3128")
    assert set(proxies().secrets) == {"s@cret", "s%40cret", "Ym90OnNAY3JldA=="}


async def test_a_login_is_sent_as_utf_8(environment):
    asked = []

    async def serve(reader, writer):
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, open_session(5) as session:
        port = server.sockets[0].getsockname()[1]
        environment(HTTP_PROXY=f"http://b%C3%B6t:{quote('10€')}@127.0.0.1:{port}")
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await session.get("http://slack.test/", proxy=proxy_for("http://slack.test/"))
    login = base64.b64encode("böt:10€".encode()).decode()
    assert f"Proxy-Authorization: Basic {login}\r\n".encode() in asked[0]
    assert set(proxies().secrets) == {"10€", quote("10€"), login}


def test_an_address_without_a_scheme_is_that_of_an_http_proxy(environment):
    environment(HTTPS_PROXY="proxy.example.com:3128")
    assert problems() == []
    assert proxies().of(URL("https://slack.com/")) == URL(PROXY)


@pytest.mark.parametrize("value", ["socks5://bot:s3cret@proxy:1080", "http://", "http://bot:s3cret@proxy:port"])
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "http_proxy"])
def test_a_proxy_that_cannot_be_one_is_named_without_its_credentials(environment, name, value):
    environment(**{name: value})
    (problem,) = problems()
    assert problem.startswith(f"{name} is malformed: expected a proxy's address such as")
    assert "s3cret" not in problem
    assert proxies().by_scheme == {}


def test_certificates_that_are_not_there_are_named(tmp_path):
    there = tmp_path / "ca.pem"
    there.touch()
    assert problems({"SSL_CERT_FILE": str(there), "SSL_CERT_DIR": f"{tmp_path}:{tmp_path}"}) == []
    assert problems({"SSL_CERT_FILE": "/nowhere.pem", "SSL_CERT_DIR": f"{tmp_path}:/nowhere"}) == [
        "SSL_CERT_FILE: found /nowhere.pem, expected a file with certificates",
        "SSL_CERT_DIR: found /nowhere, expected a directory with certificates",
    ]
