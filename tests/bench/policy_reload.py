"""How long the event loop stands still while a large policy file is reloaded.

    .venv/bin/python -m tests.bench.policy_reload

prints, for a good file of 5,000 lines, one with a mistake, and one with 400,000 mistakes, how long the reload took
and the longest time in which nothing else could run.
"""

import asyncio
import tempfile
import time
from pathlib import Path

from bot.config import logging
from bot.policy.file import load_policy
from bot.service.policy_keeper import PolicyKeeper

LINES = 5_000


def large_policy(lines: int = LINES) -> str:
    """A policy of so many lines: alert sources of eight escalation policies each."""
    text = []
    for source in range(1, lines // 30 + 1):
        text += ["[[slack_alert_source]]", f"id = {source}", f'channels = ["C0{source:09}", "#team-{source}"]']
        text += [f'label = "What is broken at team {source}?"', "", "# Whom to call"]
        for policy in range(1, 9):
            text += ["[[slack_alert_source.escalation_policy]]", f"id = {policy}", f'name = "Policy {policy}"']
    return "\n".join(text) + "\n"


class Nobody:
    async def policy_refused(self, problems, more):
        pass

    async def policy_loaded(self, change):
        pass


async def names(wanted):
    return {name: f"C1{number:09}" for number, name in enumerate(sorted(wanted))}


async def longest_pause(work: asyncio.Task) -> float:
    """Return the longest time in milliseconds in which this coroutine could not run."""
    longest, last = 0.0, time.perf_counter()
    while not work.done():
        await asyncio.sleep(0)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return longest * 1000


async def measure(title: str, text: str, path: Path) -> None:
    await asyncio.to_thread(path.write_text, large_policy())
    keeper = PolicyKeeper(path, load_policy(path), names)
    await keeper.resolve()
    await asyncio.to_thread(path.write_text, text)
    started = time.perf_counter()
    pause = await longest_pause(asyncio.create_task(keeper.reload(Nobody())))
    took = (time.perf_counter() - started) * 1000
    print(f"{title:40} {text.count(chr(10)):7} lines, reload {took:7.0f} ms, longest pause {pause:6.1f} ms")


async def main() -> None:
    good = large_policy()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        await measure("a good file, everything renamed", good.replace("Policy", "Plan"), path)
        await measure("one mistake", good.replace("id = 9\n", "id = '9'\n"), path)
        await measure("a mistake in every entry", good.replace("name", "naem"), path)
        await measure("400,000 mistakes", "[ilert_users]\nchannels = [" + "1," * 400_000 + "]\n", path)


if __name__ == "__main__":
    logging.silence()
    asyncio.run(main())
