"""A sandbox, an app connected to it, and a person, fresh for each test."""

import aiohttp
import pytest

from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import small_world
from tests.sandbox.scripted_app import ScriptedApp


@pytest.fixture
async def sandbox():
    async with Sandbox.start(world=small_world(), port=0) as running:
        # Tests read at once what they have made.
        running.faults.ilert_visible_after_s = 0.0
        yield running


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def lone_app(sandbox, session):
    """An app that is not connected yet."""
    app = ScriptedApp(sandbox, session)
    yield app
    await app.close()


@pytest.fixture
async def app(lone_app):
    await lone_app.connect()
    return lone_app


@pytest.fixture
def sam(sandbox):
    return sandbox.person("sam")


@pytest.fixture
def ilert(sandbox, session):
    """Ask ilert: `await ilert("GET", "/users")` returns status and body."""

    async def ask(verb, path, body=None, *, key=sandbox.ilert_token):
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        url = f"{sandbox.ilert_endpoint}/api{path}"
        async with session.request(verb, url, json=body, headers=headers, allow_redirects=False) as response:
            is_json = response.content_type == "application/json"
            return response.status, await response.json() if is_json else None

    return ask


@pytest.fixture
def control(sandbox, session):
    """Post as the page does: returns status and body."""

    async def post(action, **body):
        headers = {"Authorization": f"Bearer {sandbox.guard.token}"}
        async with session.post(f"{sandbox.base_url}sandbox/{action}", json=body, headers=headers) as response:
            return response.status, await response.json()

    return post
