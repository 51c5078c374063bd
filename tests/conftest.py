"""What holds for every test."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from hatch_build import compile_catalogues
from tests.postgres import Server

# How fast the machine is at the moment is no property of the code: timings belong in `make bench`.
settings.register_profile("il-alert-bot", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("il-alert-bot")


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
    waiting = [item for item in items if item.path.parent.name in ("e2e", "bench")]
    others = [item for item in items if item.path.parent.name not in ("e2e", "bench")]
    items[:] = [one for share in range(workers) for one in (*waiting[share::workers], *others[share::workers])]
