"""The sandbox's page in a real browser, with the real daemon behind it.

A test here does what a person does: it clicks, types, and looks. What it needs it takes by name:

    async def test_a_newcomer_raises_an_alert(slack, sandbox, picture):
        await slack.act_as("Sam Sommer")            # every step waits until it is possible
        await slack.go_to("demo")
        await slack.write("/il-alert the checkout is down")
        await expect(slack.dialog).to_contain_text("Alert on-call engineers")
        await picture("dialog", slack.page)         # kept as screenshots/dialog.png, to be looked at

`slack` is the page with the daemon connected, as small helpers over Playwright's `slack.page`; `sandbox` turns faults
and tells what reached ilert; `open_page` opens any address, dark too; `demo` is the whole `il-alert-bot demo` as a
process; `scripted` is the page with an `app` connected that the test scripts itself, in the daemon's place.

There is one browser in a run and a fresh profile in each test; the last thing that a test saw is kept as
screenshots/TEST.png. A test fails if the page asks anybody but the sandbox for anything, or if the browser's console
holds an error.
"""

import os
import re
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import async_playwright, expect

from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import small_world
from tests.browser.chromium import CHROMIUM, QUIET, SCREENSHOTS, fixture
from tests.browser.demo_page import DemoPage
from tests.browser.slack_window import SlackWindow
from tests.e2e.daemon import Daemon
from tests.e2e.demo import address, running
from tests.e2e.settings import settings_for, write_policy
from tests.sandbox.scripted_app import ScriptedApp

WINDOW = {"width": 1360, "height": 820}

_WAIT_MS = 10_000
expect.set_options(timeout=_WAIT_MS)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip("no Chromium on this machine; Debian's package is `chromium`"))


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser():
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *as_root])
        yield browser
        await browser.close()


@fixture
async def problems():
    """What a page did that it must not. A test that means it to happen clears the list."""
    found = []
    yield found
    assert found == []


@fixture
async def open_page(browser, problems, request):
    """Open an address in a fresh profile: `await open_page(url, dark=True)`."""
    contexts = []

    async def open_page(url, *, dark=False, window=None):
        context = await browser.new_context(
            viewport=window or WINDOW,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-US",
            timezone_id="Europe/Berlin",
        )
        contexts.append(context)
        context.set_default_timeout(_WAIT_MS)
        page = await context.new_page()
        _watch(page, url, problems)
        await page.goto(url)
        return page

    yield open_page
    for number, context in enumerate(contexts):
        for page in context.pages:
            name = re.sub(r"[^\w-]+", "-", request.node.name).strip("-") + (f"-{number}" if number else "")
            await page.screenshot(path=SCREENSHOTS / f"{name}.png")
        await context.close()


def _watch(page, url, problems):
    """Write down what the page asks of others, and what goes wrong in it."""
    home = re.match(r"\w+://[^/]+/", url).group()

    def asked(request):
        if not request.url.startswith(home):
            problems.append(f"asks somebody else: {request.url}")

    def said(message):
        if message.type in ("error", "warning"):
            problems.append(f"console: {message.text} ({message.location['url']})")

    page.on("request", asked)
    page.on("console", said)
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))


@fixture
async def sandbox():
    async with Sandbox.start(world=small_world(), port=0) as running_sandbox:
        yield running_sandbox
        assert running_sandbox.slack.violations == []


@pytest.fixture
def policy_file(tmp_path):
    return write_policy(tmp_path)


@pytest.fixture
def state_dir(tmp_path):
    path = tmp_path / "state"
    path.mkdir()
    return path


@pytest.fixture
def settings(sandbox, policy_file, state_dir):
    return settings_for(sandbox, policy_file, state_dir)


@fixture
async def daemon(settings):
    """A daemon that is connected to Slack and has read ilert."""
    daemon = Daemon(settings)
    await daemon.start()
    await daemon.logged("slack_connected")
    yield daemon
    await daemon.stop()


@fixture
async def slack(daemon, sandbox, open_page):
    return SlackWindow(await open_page(sandbox.page_url))


@fixture
async def app(sandbox):
    """An app in the daemon's place, connected, and scripted by the test."""
    async with aiohttp.ClientSession() as session:
        app = ScriptedApp(sandbox, session)
        await app.connect()
        yield app
        await app.close()


@fixture
async def demo(tmp_path):
    """The address of `il-alert-bot demo`, running in an empty folder."""
    async with running(tmp_path, "demo", "--port", "0") as (_, printed):
        yield address(printed)


@fixture
async def scripted(app, sandbox, open_page):
    """The page, with `app` connected."""
    return SlackWindow(await open_page(sandbox.page_url))


@fixture
async def page(demo, open_page):
    """The demo's page, as soon as its bot is ready."""
    page = DemoPage(await open_page(demo))
    await page.ready()
    return page


@pytest.fixture
def picture():
    """Keep what a page, or a part of it, shows: `await picture("name", slack.page)`."""

    async def take(name, what):
        await what.screenshot(path=SCREENSHOTS / f"{name}.png")

    return take
