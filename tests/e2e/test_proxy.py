"""The daemon in a company's network: nothing goes out but through a proxy, and TLS is signed by a private authority."""

import pytest
from yarl import URL

from tests.e2e.actions import NETWORK, alerts, result_of
from tests.e2e.daemon import Daemon
from tests.e2e.detours import NAMES, Proxy, listening, tls_in_front_of

LOGIN = "bot:pr%40xy-s3cret"
SECRETS = ("pr@xy-s3cret", "pr%40xy-s3cret")


class ByCommand(Daemon):
    """Started as from a shell: which authorities are trusted is settled while the HTTP library is imported."""

    from_shell = True


@pytest.fixture
async def tls(sandbox, tmp_path):
    """TLS in front of the sandbox: its port, and the file with the authority's certificate."""
    async with tls_in_front_of(URL(sandbox.base_url).port, tmp_path) as (port, certificate):
        sandbox.guard._hosts |= {*NAMES, f"localhost:{port}"}
        yield port, certificate


@pytest.fixture
def far_away(sandbox, settings, tls):
    """Settings for services that only the proxy can find, with addresses as the real ones have them."""
    sandbox.slack.websocket_url = "wss://wss-primary.slack.test/slack/link/"
    sandbox.slack.response_urls.base = "https://hooks.slack.test/slack/hooks"
    settings |= {
        "SLACK_API_URL": "https://slack.test/slack/api",
        "ILERT_ENDPOINT": "https://api.ilert.test/ilert",
        "SSL_CERT_FILE": str(tls[1]),
    }
    return settings


@pytest.fixture
async def proxy(tls):
    proxy = Proxy(("127.0.0.1", tls[0]), login="bot:pr@xy-s3cret")
    async with listening(proxy.serve) as proxy.port:
        yield proxy


async def raise_an_alert(sandbox, daemon):
    await daemon.logged("slack_connected")
    await daemon.logged("directory_read")
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "down")
    await sam.opened_view()
    await sam.choose("choice", NETWORK)
    await sam.submit()
    assert "is being alerted" in await result_of(sandbox, sam)
    assert len(alerts(sandbox)) == 1


async def test_everything_goes_through_the_proxy_and_trusts_the_private_authority(sandbox, far_away, proxy):
    daemon = ByCommand({**far_away, "HTTPS_PROXY": f"http://{LOGIN}@127.0.0.1:{proxy.port}"})
    try:
        await daemon.start()
        await raise_an_alert(sandbox, daemon)
        await sandbox.person("sam").command("#demo", "/il-alert", "help")
        await sandbox.until(lambda: sandbox.messages("#demo", seen_by="sam"))
    finally:
        await daemon.stop()
    assert {line.split()[1] for line in proxy.asked} == {
        "slack.test:443",
        "wss-primary.slack.test:443",
        "hooks.slack.test:443",
        "api.ilert.test:443",
    }
    assert not any(secret in daemon.text for secret in SECRETS)


async def test_a_proxy_that_refuses_us_is_named_and_its_password_is_not(far_away, proxy):
    daemon = ByCommand({**far_away, "HTTPS_PROXY": f"http://bot:wr0ng-s3cret@127.0.0.1:{proxy.port}"})
    try:
        await daemon.start()
        line = await daemon.logged("slack_unreachable")
        assert "the proxy answered 407" in line["problem"]
        line = await daemon.logged("directory_refresh_failed")
        assert "the proxy answered 407" in line["problem"]
    finally:
        await daemon.stop()
    assert "wr0ng-s3cret" not in daemon.text
    assert proxy.asked == []


async def test_what_no_proxy_names_is_reached_directly(sandbox, settings, proxy, tls):
    port, certificate = tls
    sandbox.slack.websocket_url = f"wss://localhost:{port}/slack/link/"
    sandbox.slack.response_urls.base = f"https://localhost:{port}/slack/hooks"
    daemon = ByCommand(
        {
            **settings,
            "SLACK_API_URL": f"https://localhost:{port}/slack/api",
            "ILERT_ENDPOINT": f"https://localhost:{port}/ilert",
            "SSL_CERT_FILE": str(certificate),
            "HTTPS_PROXY": f"http://{LOGIN}@127.0.0.1:{proxy.port}",
            "NO_PROXY": "example.com, localhost",
        }
    )
    try:
        await daemon.start()
        await raise_an_alert(sandbox, daemon)
    finally:
        await daemon.stop()
    assert proxy.asked == []


async def test_without_the_authority_its_certificates_are_refused_and_named(far_away, proxy):
    del far_away["SSL_CERT_FILE"]
    daemon = ByCommand({**far_away, "HTTPS_PROXY": f"http://{LOGIN}@127.0.0.1:{proxy.port}"})
    try:
        await daemon.start()
        line = await daemon.logged("slack_unreachable")
        assert (
            "the certificate of slack.test is not trusted (unable to get local issuer certificate)" in line["problem"]
        )
    finally:
        await daemon.stop()


async def test_plain_http_goes_through_a_forward_proxy_too(sandbox, settings):
    """Only the sandbox speaks plain HTTP; a machine that tries the bot out may have the variable set."""
    proxy = Proxy(("127.0.0.1", URL(sandbox.base_url).port))
    async with listening(proxy.serve) as port:
        daemon = ByCommand({**settings, "http_proxy": f"127.0.0.1:{port}"})
        try:
            await daemon.start()
            await raise_an_alert(sandbox, daemon)
        finally:
            await daemon.stop()
    assert any(line.startswith("POST http://127.0.0.1") for line in proxy.asked)
    assert any("/link/?ticket=" in line for line in proxy.asked)


async def test_a_proxy_that_cannot_be_one_stops_the_start(settings):
    daemon = ByCommand({**settings, "HTTPS_PROXY": "socks5://bot:s3cret@127.0.0.1:1080"})
    await daemon.start()
    assert await daemon.wait() == 78
    assert "HTTPS_PROXY is malformed" in daemon.text
    assert "s3cret" not in daemon.text
