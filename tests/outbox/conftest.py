import pytest

from bot.outbox.database import NAME
from bot.outbox.sqlite import SqliteStore


@pytest.fixture
def path(tmp_path):
    return tmp_path / NAME


@pytest.fixture
async def store(path):
    store = SqliteStore(path)
    yield store
    await store.close()
