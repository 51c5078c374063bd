"""What holds for every test."""

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
