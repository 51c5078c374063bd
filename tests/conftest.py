"""What holds for every test."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from hatch_build import compile_catalogues
from tests.postgres import Server

# Not installed with the bot. Where structlog finds it, each exception that is logged costs half a second.
sys.modules["rich"] = None

# How fast the machine is at the moment is no property of the code: timings belong in `make bench`.
ANY_SPEED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# A change is judged by the same few examples each time; `make soak` looks for new ones among many.
settings.register_profile("test", ANY_SPEED, max_examples=25, derandomize=True, database=None)
settings.register_profile("soak", ANY_SPEED, max_examples=1000)
settings.load_profile("test")

WAITING = {"e2e", "bench"}
"""The folders whose tests wait for daemons."""


def pytest_configure(config: pytest.Config) -> None:
    """Read the catalogues as they stand. Workers start when this process has compiled them."""
    if not hasattr(config, "workerinput"):
        compile_catalogues(Path(__file__).parents[1])


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server of this test process's own; skipped where it is not installed."""
    server = Server()
    yield server
    server.remove()


def pytest_collection_modifyitems(items):
    """Begin each worker's share with tests that wait for daemons, so that none is left alone with them at the end."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    waiting = [item for item in items if WAITING & set(item.path.parts)]
    others = [item for item in items if not WAITING & set(item.path.parts)]
    items[:] = [one for share in range(workers) for one in (*waiting[share::workers], *others[share::workers])]
