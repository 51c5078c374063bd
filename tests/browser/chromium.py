"""The machine's own browser, and how tests live with it."""

import shutil
from pathlib import Path

import pytest_asyncio

SCREENSHOTS = Path("screenshots")

_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None)
# Nothing that a browser does on its own account, such as looking for updates; and no large /dev/shm is wanted.
QUIET = [
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# The browser lives on one event loop through the whole run; so does all that is used together with it.
fixture = pytest_asyncio.fixture(loop_scope="session")
