"""Who may use the page, the control and the stream: the sandbox's own page, and nobody else."""

import re

import pytest

PAGE, LIVE, CONTROL, ALERT = (
    ("GET", ""),
    ("GET", "sandbox/live"),
    ("POST", "sandbox/reset"),
    ("GET", "ilert/alert/view.jsf?id=1"),
)


@pytest.fixture
def ask(sandbox, session):
    """Send a request; `await ask(verb, path, headers)` returns the status and what is said."""

    async def send(verb, path, headers=None, *, token=sandbox.guard.token):
        bearer = {} if token is None else {"Authorization": f"Bearer {token}"}
        url = f"{sandbox.base_url}{path}"
        body = {} if verb == "POST" else None
        async with session.request(
            verb, url, json=body, headers={**bearer, **(headers or {})}, allow_redirects=False
        ) as response:
            said = await response.json() if response.content_type == "application/json" else {}
            return response.status, said.get("error", "")

    return send


def test_the_pages_address_carries_a_token_that_is_new_each_time(sandbox):
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{32}", sandbox.page_url)


def test_other_addresses_carry_none(sandbox):
    for address in (sandbox.slack_api_url, sandbox.ilert_endpoint, sandbox.slack.websocket_url):
        assert sandbox.guard.token not in address


@pytest.mark.parametrize("request_", [PAGE, LIVE, CONTROL])
async def test_the_page_is_let_in(sandbox, ask, request_):
    own = sandbox.base_url.rstrip("/")
    for headers in ({}, {"Origin": own}, {"Host": own.replace("http://127.0.0.1", "localhost")}):
        assert (await ask(*request_, headers))[0] == 200


@pytest.mark.parametrize("token", [None, "", "wrong", "é"])
@pytest.mark.parametrize("request_", [LIVE, CONTROL])
async def test_a_token_that_is_missing_or_wrong_is_refused(sandbox, ask, request_, token):
    sandbox.faults.set({"ilert": "down"})
    status, error = await ask(*request_, token=token)
    assert (status, error) == (401, "the token is missing or wrong: open the address that the sandbox printed")
    assert sandbox.faults.ilert == "down"


async def test_a_stream_may_carry_its_token_in_the_address(sandbox, ask):
    assert (await ask("GET", f"sandbox/live?token={sandbox.guard.token}", token=None))[0] == 200
    assert (await ask("GET", f"sandbox/live?token={sandbox.guard.token}x", token=None))[0] == 401


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", ""]
)
@pytest.mark.parametrize(
    "request_", [PAGE, LIVE, CONTROL, ALERT, ("GET", "static/app.js"), ("POST", "slack/api/auth.test")]
)
async def test_a_foreign_host_is_refused(sandbox, ask, request_, host):
    """A name that somebody else makes resolve to this machine, as DNS rebinding does."""
    port = sandbox.base_url.split(":")[2].rstrip("/")
    assert (await ask(*request_, {"Host": host.format(port=port)}))[0] == 421


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1:1", "http://localhost", "https://127.0.0.1:{port}", "null"]
)
@pytest.mark.parametrize("request_", [PAGE, LIVE, CONTROL, ("POST", "ilert/api/events"), ("GET", "slack/link/")])
async def test_a_foreign_web_page_is_refused(sandbox, ask, request_, origin):
    port = sandbox.base_url.split(":")[2].rstrip("/")
    status, error = await ask(*request_, {"Origin": origin.format(port=port)})
    assert (status, error) == (403, "other web pages may not use the sandbox")


async def test_a_form_cannot_post_even_with_the_token(sandbox, session):
    headers = {"Authorization": f"Bearer {sandbox.guard.token}"}
    async with session.post(f"{sandbox.base_url}sandbox/reset", data="{}", headers=headers) as response:
        assert response.status == 415
