"""`il-alert-bot demo` and `sandbox`, as a newcomer runs them."""

import asyncio
import json
import os
import re
import signal
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.cli.demo.scenarios import SCENARIOS
from tests import postgres
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
        assert SCENARIOS["acme"].scenario.text in printed
        assert str(policy_file) in printed
        await newcomer.seen(lambda state: state["connections"])
        assert (await newcomer.do("command", user=SAM, channel=DEMO, text="/il-alert the checkout is down"))["ok"]
        view = await newcomer.seen(dialog)
        values = {"choice": {"choice": "2247477:81211"}, "summary": {"summary": "down"}, "details": {"details": ""}}
        done = await newcomer.do("view/submit", user=SAM, view_id=view["id"], values=values)
        assert done["result"] == "updated"
        alert = await newcomer.seen(lambda state: state["alerts"][0] if state["alerts"] else None)
        assert alert["summary"] == "down"
        await newcomer.seen(lambda state: "is being alerted" in json.dumps(dialog(state)))
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


async def test_a_demo_with_a_broken_policy_says_so_and_begins_when_it_is_mended(tmp_path):
    policy_file = tmp_path / ".demo" / "config.toml"
    policy_file.parent.mkdir()
    policy_file.write_text("[dialog]\ntitel = 'x'\n")
    async with running(tmp_path, "demo", "--port", "0") as (_, printed), page(address(printed)) as newcomer:
        state = await newcomer.seen(lambda state: state["backstage"]["daemon"]["state"] == "refused" and state)
        policy = state["backstage"]["policy"]
        assert (policy["accepted"], policy["text"]) == (False, policy_file.read_text())
        [remark] = policy["remarks"]
        assert (remark["level"], remark["line"]) == ("error", 2)
        assert "did you mean `title`?" in remark["text"]
        answer = await newcomer.do("explain", user=SAM, channel=DEMO)
        assert answer == {"ok": False, "error": "there has been no good policy file yet"}
        policy_file.write_text("[dialog]\ntitle = 'x'\n")
        await newcomer.seen(lambda state: state["connections"] and state["backstage"]["policy"]["accepted"])


async def test_each_save_is_judged(tmp_path):
    async with running(tmp_path, "demo", "--port", "0") as (_, printed), page(address(printed)) as newcomer:
        text = (await newcomer.seen(lambda state: state["backstage"]["policy"]))["text"]
        assert await newcomer.do("policy/save", text=text.replace("Network Infrastructure", "The Network")) == {
            "ok": True
        }
        policy = await newcomer.seen(
            lambda state: state["backstage"]["policy"]["changes"] and state["backstage"]["policy"]
        )
        change = (
            'Alert source 2247477: the name of escalation policy 81211 is now "The Network", '
            'was "Network Infrastructure".'
        )
        assert (policy["accepted"], policy["changes"], policy["remarks"]) == (True, [change], [])
        assert policy["text"] == (tmp_path / ".demo" / "config.toml").read_text()
        assert [one.name for one in (tmp_path / ".demo").iterdir()] == ["config.toml"]
        assert (await newcomer.do("policy/save"))["error"] == "text must be a string"


async def test_reasons_are_given_for_everybody(tmp_path):
    async with running(tmp_path, "demo", "--port", "0") as (_, printed), page(address(printed)) as newcomer:
        await newcomer.seen(lambda state: state["connections"] and "None" not in state["backstage"]["knowledge"])
        answer = await newcomer.do("explain", user="U0ALICE0001", channel=DEMO)
        assert (answer["dialog"]["callback_id"], answer["account_dialog"]["callback_id"]) == (
            "alert_channel",
            "alert_account",
        )
        assert answer["sections"][0]["heading"] == "Who this is"
        assert (answer["people"]["U0ALICE0001"], answer["people"][SAM], answer["people"]["U0GINA00001"]) == (
            "channel + own (6)",
            "channel",
            "no dialog",
        )
        denied = await newcomer.do("explain", user=SAM, channel="C0GENERAL01")
        assert (denied["account_dialog"], "text" in denied["dialog"]) == (None, True)
        assert (await newcomer.do("explain", user="U0NOBODY", channel=DEMO))["error"] == "no such person or channel"


async def test_an_alert_that_outlives_ilert_and_the_daemon_arrives_once(tmp_path):
    async with (
        running(tmp_path, "demo", "--scenario", "outage", "--port", "0") as (_, printed),
        page(address(printed)) as admin,
    ):
        waiting = await admin.seen(
            lambda state: (
                len(rows := state["backstage"]["outbox"]) == 2 and all(row["unknown_since"] for row in rows) and rows
            )
        )
        assert {row["person"] for row in waiting} == {"Sam Sommer", "Ursula Unger"}
        assert await admin.do("daemon/kill") == {"ok": True}
        dead = await admin.seen(lambda state: state["backstage"]["daemon"]["state"] == "dead" and state)
        assert dead["backstage"]["daemon"]["ended"] == "killed by SIGKILL"
        assert [row["key"] for row in dead["backstage"]["outbox"]] == [row["key"] for row in waiting]
        assert await admin.do("daemon/kill") == {"ok": False, "error": "the daemon does not run"}
        await admin.do("faults", ilert="up")
        await admin.do("daemon/start")
        done = await admin.seen(
            lambda state: (
                all(row["told"] and row["state"] == "raised" for row in state["backstage"]["outbox"]) and state
            )
        )
        assert sorted(alert["summary"] for alert in done["alerts"]) == sorted(row["summary"] for row in waiting)
        await admin.do("reset")
        await admin.seen(lambda state: state["backstage"]["outbox"] == [])


async def test_a_daemon_is_killed_and_started_again_from_the_page(tmp_path):
    async with running(tmp_path, "demo", "--port", "0") as (_, printed), page(address(printed)) as newcomer:
        await newcomer.seen(lambda state: state["connections"])
        await newcomer.do("daemon/kill", restart=True)
        await newcomer.seen(lambda state: state["backstage"]["daemon"]["state"] == "restarting")
        await newcomer.seen(lambda state: state["backstage"]["daemon"]["starts"] == 2 and state["connections"])


def host(state, name):
    return next((one for one in state["backstage"]["hosts"] if one["name"] == name), None)


@pytest.mark.skipif(postgres.programs() is None, reason=postgres.MISSING)
async def test_three_hosts_are_shown_and_any_of_them_and_the_database_can_be_killed(tmp_path):
    async with (
        running(tmp_path, "demo", "--hosts", "3", "--port", "0") as (_, printed),
        page(address(printed)) as admin,
    ):
        state = await admin.seen(
            lambda state: (
                len(state["connected_hosts"]) == 3
                and any(one["leads"] for one in state["backstage"]["hosts"])
                and state
            )
        )
        assert [one["name"] for one in state["backstage"]["hosts"]] == ["alpha", "beta", "gamma"]
        assert state["backstage"]["database"]["state"] == "started"
        victim = next(one["name"] for one in state["backstage"]["hosts"] if not one["leads"])
        await admin.do("command", user=SAM, channel=DEMO, text="/il-alert the checkout is down")
        state = await admin.seen(lambda state: dialog(state) and state)
        assert state["envelopes"][0]["host"] in ("alpha", "beta", "gamma")
        values = {"choice": {"choice": "2247477:81211"}, "summary": {"summary": "down"}, "details": {"details": ""}}
        await admin.do("view/submit", user=SAM, view_id=dialog(state)["id"], values=values)
        await admin.seen(lambda state: [row["state"] for row in state["backstage"]["outbox"]] == ["raised"])
        await admin.do("daemon/kill", process=victim)
        await admin.seen(lambda state: host(state, victim)["daemon"]["state"] == "dead")
        await admin.do("daemon/kill", process="database", restart=True)
        await admin.seen(lambda state: state["backstage"]["database"]["state"] == "restarting")
        await admin.do("daemon/start", process=victim)
        await admin.seen(
            lambda state: state["backstage"]["database"]["state"] == "started" and victim in state["connected_hosts"]
        )
        assert (await admin.do("daemon/kill", process="delta"))["ok"] is False


@pytest.mark.parametrize("scenario", SCENARIOS)
async def test_each_scenario_begins(tmp_path, scenario):
    async with (
        running(tmp_path, "demo", "--scenario", scenario, "--port", "0") as (_, printed),
        page(address(printed)) as newcomer,
    ):
        state = await newcomer.seen(lambda state: state["connections"] and state)
        assert state["backstage"]["scenario"]["name"] == scenario
        assert state["backstage"]["policy"]["accepted"]


async def test_two_demos_at_once_do_not_disturb_each_other(tmp_path):
    async with running(tmp_path, "demo", "--port", "0") as (_, first):
        port = re.search(r":(\d+)/", first).group(1)
        async with running(tmp_path, "demo", "--port", port) as (_, second), page(address(second)) as newcomer:
            assert f"Port {port} is taken, perhaps by another demo; this one takes a free one." in second
            assert address(second).partition("?")[0] != address(first).partition("?")[0]
            await newcomer.seen(lambda state: state["connections"])
        async with page(address(first)) as newcomer:
            await newcomer.seen(lambda state: state["connections"])


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
