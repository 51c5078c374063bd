import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from bot.policy.watch import changes

Save = Callable[[Path, str], None]

# The promise is one second; a busy machine gets more.
PATIENCE_SECONDS = 10


class Watcher:
    """Collects what a reader of the file sees at each change."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen: list[str | None] = []
        self.news = asyncio.Condition()

    async def run(self) -> None:
        async with aclosing(changes(self.path, since="nothing yet")) as watching:
            async for _ in watching:
                async with self.news:
                    self.seen.append(content_of(self.path))
                    self.news.notify_all()

    async def sees(self, content: str | None) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS), self.news:
            await self.news.wait_for(lambda: self.seen[-1:] == [content])


def content_of(path: Path) -> str | None:
    try:
        return path.read_text()
    except OSError:
        return None


@asynccontextmanager
async def watching(path: Path) -> AsyncIterator[Watcher]:
    watcher = Watcher(path)
    task = asyncio.create_task(watcher.run())
    try:
        yield watcher
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, PATIENCE_SECONDS)


def in_place(path: Path, content: str) -> None:
    path.write_text(content)


def by_rename(path: Path, content: str) -> None:
    new = path.with_name(".config.toml.new")
    new.write_text(content)
    new.replace(path)


def with_backup(path: Path, content: str) -> None:
    path.replace(path.with_name("config.toml~"))
    path.write_text(content)


def deleted_first(path: Path, content: str) -> None:
    path.unlink()
    path.write_text(content)


def switched_link(path: Path, content: str) -> None:
    """Replace a link to the file, as deployments by Ansible do."""
    target = path.with_name(f"{content}.toml")
    target.write_text(content)
    link = path.with_name("link")
    link.symlink_to(target)
    link.replace(path)


@pytest.mark.parametrize("save", [in_place, by_rename, with_backup, deleted_first, switched_link])
async def test_notices_every_save(tmp_path: Path, save: Save):
    path = tmp_path / "config.toml"
    path.write_text("zero")
    async with watching(path) as watcher:
        await watcher.sees("zero")
        for content in ("one", "two", "three"):
            save(path, content)
            await watcher.sees(content)


async def test_notices_a_switch_of_directories_as_kubernetes_does_it(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.symlink_to("..data/config.toml")
    switch_data(tmp_path, "zero")
    async with watching(path) as watcher:
        await watcher.sees("zero")
        for content in ("one", "two"):
            switch_data(tmp_path, content)
            await watcher.sees(content)


def switch_data(directory: Path, content: str) -> None:
    data = directory / "..data"
    before = data.resolve() if data.exists() else None
    version = directory / f"..{content}"
    version.mkdir()
    (version / "config.toml").write_text(content)
    new = directory / "..data_tmp"
    new.symlink_to(version.name)
    new.replace(data)
    if before is not None:
        shutil.rmtree(before)


async def test_notices_saves_behind_a_link_that_was_switched(tmp_path: Path):
    for release in ("1", "2"):
        (tmp_path / "releases" / release).mkdir(parents=True)
        (tmp_path / "releases" / release / "config.toml").write_text(release)
    current = tmp_path / "releases" / "current"
    current.symlink_to("1")
    path = tmp_path / "config.toml"
    path.symlink_to(current / "config.toml")
    async with watching(path) as watcher:
        await watcher.sees("1")
        new = current.with_name("new")
        new.symlink_to("2")
        new.replace(current)
        await watcher.sees("2")
        (tmp_path / "releases" / "2" / "config.toml").write_text("2, mended")
        await watcher.sees("2, mended")


async def test_survives_its_directory_being_replaced(tmp_path: Path):
    path = tmp_path / "etc" / "config.toml"
    async with watching(path) as watcher:
        await watcher.sees(None)
        for content in ("one", "two"):
            path.parent.mkdir()
            path.write_text(content)
            await watcher.sees(content)
            shutil.rmtree(path.parent)
            await watcher.sees(None)


async def test_goes_on_where_nothing_can_be_watched(tmp_path: Path):
    async with watching(tmp_path / ("x" * 300) / "config.toml") as watcher:
        await watcher.sees(None)


async def test_notices_that_others_may_write_the_file(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_text("same")
    async with watching(path) as watcher:
        await watcher.sees("same")
        watcher.seen.clear()
        path.chmod(0o666)
        await watcher.sees("same")


async def test_is_silent_about_other_files_and_saves_of_the_same_content(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_text("zero")
    async with watching(path) as watcher:
        await watcher.sees("zero")
        for number in range(20):
            (tmp_path / f"{number}.swp").write_text("other")
            by_rename(path, "zero")
        by_rename(path, "one")
        await watcher.sees("one")
        assert watcher.seen == ["zero", "one"]


async def test_a_burst_of_saves_is_few_changes_and_ends_with_the_last(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_text("zero")
    async with watching(path) as watcher:
        await watcher.sees("zero")
        for number in range(200):
            by_rename(path, f"{number}")
        await watcher.sees("199")
        assert len(watcher.seen) < 20


async def test_without_a_known_version_only_later_changes_count(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_text("zero")
    async with aclosing(changes(path)) as watching:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(watching), 0.7)


def test_links_in_a_circle_are_a_file_that_cannot_be_read(tmp_path: Path):
    (tmp_path / "config.toml").symlink_to("config.toml")
    assert asyncio.run(first_change(tmp_path / "config.toml")) is None


async def first_change(path: Path) -> str | None:
    async with aclosing(changes(path, since="nothing yet")) as watching:
        await anext(watching)
    return content_of(path)


async def test_half_a_save_is_not_read(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_text("whole")
    saves = iter(["ha", "half", "half", "half"])
    assert await seen_at_each_change(path, saves) == ["half"]


async def test_saves_without_a_pause_are_read_all_the_same(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_text("0")
    saves = map(str, range(1, 11))
    assert await seen_at_each_change(path, saves) == ["2", "4", "6", "8", "10"]


async def seen_at_each_change(path: Path, saves: Iterator[str]) -> list[str | None]:
    """Save one of these after each look, and collect what is there at each change until they are used up."""
    used_up = asyncio.Event()

    async def save_next(_seconds: float) -> None:
        content = next(saves, None)
        if content is None:
            used_up.set()
            await asyncio.Event().wait()
        in_place(path, str(content))

    seen: list[str | None] = []

    async def watch() -> None:
        async for _ in changes(path, sleep=save_next):
            seen.append(content_of(path))  # noqa: PERF401  # each at its own moment

    task = asyncio.create_task(watch())
    await used_up.wait()
    task.cancel()
    return seen
