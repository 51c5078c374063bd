"""`il-alert-bot demo` and `sandbox`, as a newcomer runs them."""

import asyncio
import json
import os
import re
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.demo import WAIT_SECONDS, address, running


class Page:
    """What the page does: reads the live state, posts what a person does."""

    def __init__(self, session, url):
        self._session = session
        self._base, self._token = url.split("?token=")

    async def seen(self, look):
        """Follow the live state until something is seen in it."""
        async with (
            asyncio.timeout(WAIT_SECONDS),
            self._session.get(f"{self._base}sandbox/live?token={self._token}") as stream,
        ):
            async for line in stream.content:
                if line.startswith(b"data:") and (found := look(json.loads(line[5:]))):
                    return found
        raise AssertionError("the stream ended")

    async def do(self, action, **what):
        headers = {"Authorization": f"Bearer {self._token}"}
        async with self._session.post(f"{self._base}sandbox/{action}", json=what, headers=headers) as response:
            return await response.json()


@asynccontextmanager
async def page(url):
    # A stream may carry a whole state in one line.
    async with aiohttp.ClientSession(read_bufsize=2**22) as session:
        yield Page(session, url)


SAM = "U0SAM000001"
DEMO = "C024BE91L"


def dialog(state):
    stack = state["views"].get(SAM)
    return stack[-1] if stack else None


async def test_a_newcomer_raises_an_alert_and_changes_the_policy(tmp_path):
    async with running(tmp_path, "demo", "--port", "0") as (_, printed), page(address(printed)) as newcomer:
        policy_file = tmp_path / ".demo" / "config.toml"
        assert str(policy_file) in printed
        await newcomer.seen(lambda state: state["connections"])
        assert (await newcomer.do("command", user=SAM, channel=DEMO, text="/il-alert the checkout is down"))["ok"]
        view = await newcomer.seen(dialog)
        values = {"choice": {"choice": "2247477:81211"}, "summary": {"summary": "down"}, "details": {"details": ""}}
        done = await newcomer.do("view/submit", user=SAM, view_id=view["id"], values=values)
        assert done["result"] == "updated"
        alert = await newcomer.seen(lambda state: state["alerts"][0] if state["alerts"] else None)
        assert alert["summary"] == "down"
        await newcomer.seen(lambda state: "has been raised" in json.dumps(dialog(state)))
        await newcomer.seen(lambda state: state["messages"].get(DEMO))
        await newcomer.do("view/close", user=SAM, view_id=view["id"])

        policy_file.write_text(policy_file.read_text().replace("Network Infrastructure", "The Network"))
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                await newcomer.do("command", user=SAM, channel=DEMO, text="/il-alert")
                view = await newcomer.seen(dialog)
                await newcomer.do("view/close", user=SAM, view_id=view["id"])
                if "The Network" in json.dumps(view):
                    break


async def test_a_second_demo_keeps_the_policy_file(tmp_path):
    async with running(tmp_path, "demo", "--port", "0"):
        pass
    policy_file = tmp_path / ".demo" / "config.toml"
    policy_file.write_text(policy_file.read_text() + "# mine\n")
    async with running(tmp_path, "demo", "--port", "0"):
        pass
    assert policy_file.read_text().endswith("# mine\n")


async def test_a_daemon_that_dies_is_started_again(tmp_path):
    async with running(tmp_path, "demo", "--port", "0") as (process, printed), page(address(printed)) as newcomer:
        await newcomer.seen(lambda state: state["connections"])
        (child,) = children(process.pid)
        os.kill(child, signal.SIGKILL)
        await newcomer.seen(lambda state: state["connections"] == 0)
        await newcomer.seen(lambda state: state["connections"] == 1)


def children(pid):
    """Return the processes that a process has started."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def test_a_demo_with_a_broken_policy_ends_and_says_why(tmp_path):
    (tmp_path / ".demo").mkdir()
    (tmp_path / ".demo" / "config.toml").write_text("[dialog]\ntitel = 'x'\n")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.cli.main",
        "demo",
        "--port",
        "0",
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, logged = await asyncio.wait_for(process.communicate(), WAIT_SECONDS)
    assert process.returncode == 78
    assert "did you mean `title`?" in logged.decode()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_sandbox_alone_prints_the_settings_to_use_it(tmp_path, number):
    async with running(tmp_path, "sandbox", "--port", "0") as (process, printed):
        base = address(printed).partition("?")[0]
        assert f"export SLACK_API_URL={base}slack/api/" in printed
        assert f"export ILERT_ENDPOINT={base}ilert" in printed
        process.send_signal(number)
        await asyncio.wait_for(process.wait(), WAIT_SECONDS)


async def test_a_port_that_is_taken_is_replaced_by_a_free_one(tmp_path):
    async with running(tmp_path, "sandbox", "--port", "0") as (_, first):
        port = re.search(r":(\d+)/", first).group(1)
        async with running(tmp_path, "sandbox", "--port", port) as (_, second):
            assert address(second) != address(first)
