"""The demo's policy file: checked by the bot's own code at each save."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from bot.checks import run
from bot.config.settings import LocalSettings
from bot.policy.diagnostics import PolicyError
from bot.policy.diff import summarize
from bot.policy.file import LoadedPolicy, content_version, load_policy, read_file, read_text
from bot.policy.watch import changes
from bot.runtime.replace_file import replace_file
from bot.sandbox.backstage import Conflict, PolicyFile, PolicyRemark


class PolicyFileChecker:
    """The file as it is saved, and the last good policy in it. `changed` is called after each verdict."""

    def __init__(self, path: Path, state_dir: Path, changed: Callable[[], None]) -> None:
        self._path = path
        self._settings = LocalSettings(IL_ALERT_CONFIG=path, IL_ALERT_STATE_DIR=state_dir)
        self._changed = changed
        self.good: LoadedPolicy | None = None
        """By what the bot decides; None where there has been no good file yet."""
        self.verdict = self._check(saves=0)

    async def follow(self) -> None:
        """Check the file whenever it was saved, until cancelled."""
        async for _ in changes(self._path, since=_version(self._path)):
            self.verdict = await asyncio.to_thread(self._check, saves=self.verdict.saves + 1)
            self._changed()

    def save(self, text: str) -> None:
        """Replace the file in one step, so that nobody ever reads half of it. See `Backstage.save_policy`."""
        try:
            replace_file(self._path, text.encode())
        except (OSError, UnicodeEncodeError) as error:
            raise Conflict(f"{self._path} cannot be written: {error}") from error

    def _check(self, *, saves: int) -> PolicyFile:
        """Report what `il-alert-bot check` reports, and what the bot itself does with the file."""
        before = self.good
        try:
            loaded = load_policy(self._path)
        except PolicyError:
            loaded = None
        report = run.check(self._path, self._settings)
        changed: list[str] = []
        if loaded is not None:
            changed = [] if before is None else summarize(before.policy, loaded.policy)
            self.good = loaded
        return PolicyFile(
            path=str(self._path),
            text=_text(self._path),
            accepted=loaded is not None,
            remarks=[PolicyRemark(one.severity.value, one.line, str(one)) for one in report.diagnostics],
            changes=changed,
            judged_at=time.time(),
            saves=saves,
        )


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except PolicyError:
        return ""  # why it cannot be read is the verdict


def _version(path: Path) -> str:
    try:
        return content_version(read_file(path))
    except PolicyError:
        return ""
