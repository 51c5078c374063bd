import pytest

from bot.storage.sqlite import SqliteFile
from tests.storage.toys import GAMES, TOYS


@pytest.fixture
def path(tmp_path):
    return tmp_path / "some.sqlite3"


@pytest.fixture
async def file(path):
    file = SqliteFile(path, (TOYS, GAMES))
    yield file
    await file.close()
