"""Hundreds of saves of good and bad policy files while people use the bot: nothing is lost, nothing is mixed."""

import asyncio
import os
import random
import re

import pytest

from tests.e2e.actions import alerts

SAVES = int(os.environ.get("STORM_SAVES", "400"))
PEOPLE = ("sam", "ursula", "robert", "alice")
# ilert takes 50 events a minute of one alert source, and the bot keeps to that.
MOST_ALERTS = 36

POLICIES = (81211, 81212)


def good(number):
    """A file in which everything tells its number; which policy it offers depends on it as well."""
    return (
        f'[dialog]\ntitle = "Title {number}"\n\n'
        f'[[slack_alert_source]]\nid = 2247477\nchannels = ["#demo"]\nlabel = "Label {number}"\n'
        f'escalation_policy = [{{ id = {POLICIES[number % 2]}, name = "Name {number}" }}]\n'
    )


def bad(number, chance):
    """A file that must not count: each would show a number of its own, or two of them."""
    text = good(number)
    return chance.choice(
        [
            "",
            text[: chance.randrange(len(text))] + "=",
            text.replace(f"Title {number}", f"Title {number} that is too long for Slack"),
            text.replace("id = 2247477", 'id = "2247477"'),
            text.replace("label", "lable"),
            text + "\x00",
            text + text,
        ]
    )


def save(path, text, chance):
    """Save a file as editors, deployment tools and careless people do."""
    way = chance.choice(["in place", "renamed over", "deleted first"])
    if way == "in place":
        path.write_text(text)
        return
    if way == "deleted first":
        path.unlink(missing_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    fresh.chmod(0o644)
    fresh.replace(path)


def numbers_of(view):
    """All the numbers that a dialog shows, and the policy that it offers."""
    ((value, name),) = view.options("choice").items()
    told = (view.title, view.block("choice")["label"]["text"], name)
    return {int(re.fullmatch(r"(?:Title|Label|Name) (\d+)", text)[1]) for text in told}, int(value.split(":")[1])


class Storm:
    """Saves files until it has saved enough."""

    def __init__(self, path, seed):
        self.path = path
        self.chance = random.Random(seed)
        self.good = {0}
        self.over = False

    async def blow(self):
        for number in range(1, SAVES):
            if self.chance.random() < 0.5:
                self.good.add(number)
                save(self.path, good(number), self.chance)
            else:
                save(self.path, bad(number, self.chance), self.chance)
            # People save in bursts and then look: some of these outlast the daemon's wait for a burst's end.
            await asyncio.sleep(self.chance.choice([0, 0, 0.005, 0.01, 0.06]))
        self.good.add(SAVES)
        save(self.path, good(SAVES), self.chance)
        self.over = True


class Visitor:
    """Opens dialogs, looks at them, and sometimes submits one."""

    def __init__(self, sandbox, name, storm):
        self.sandbox, self.name, self.storm = sandbox, name, storm
        self.person = sandbox.person(name)
        self.chance = random.Random(name)
        self.commands = self.refused = 0
        self.shown = set()
        self.raised = {}

    async def use_the_bot(self):
        while not self.storm.over:
            await self.visit()
            # Leave the machine's other half to the daemon.
            await asyncio.sleep(0.02)

    async def visit(self):
        self.commands += 1
        summary = f"{self.name} {self.commands}"
        assert (await self.person.command("#demo", "/il-alert", summary)).ok
        view = await self.person.opened_view()
        numbers, policy = numbers_of(view)
        assert len(numbers) == 1, f"a dialog of several files: {numbers}"
        (number,) = numbers
        assert number in self.storm.good
        assert policy == POLICIES[number % 2]
        self.shown.add(number)
        if self.chance.random() < 0.2 and len(self.raised) < MOST_ALERTS // len(PEOPLE):
            await self.submit(summary, policy)
        await self.person.close_view(clear_all=True)

    async def submit(self, summary, policy):
        await self.person.choose("choice", f"2247477:{policy}")
        # Time for another file to come, which then judges what the older one offered.
        await asyncio.sleep(self.chance.choice([0, 0.5, 1.0]))
        result = await self.person.submit()
        if result.errors:
            assert result.errors == {"choice": "This choice is no longer available here. Please choose another one."}
            self.refused += 1
        else:
            self.raised[summary] = policy


@pytest.mark.timeout(120)
async def test_no_event_is_lost_and_none_is_judged_by_a_mixture(sandbox, policy_file, stopped_daemon):
    sandbox.slack.limits.on = False
    policy_file.write_text(good(0))
    stopped_daemon.settings["IL_ALERT_LOG_LEVEL"] = "info"
    await stopped_daemon.start()
    await stopped_daemon.logged("slack_connected")
    storm = Storm(policy_file, seed=20260101)
    visitors = [Visitor(sandbox, name, storm) for name in PEOPLE]
    async with asyncio.TaskGroup() as group:
        group.create_task(storm.blow())
        for visitor in visitors:
            group.create_task(visitor.use_the_bot())

    # The last good file counts in the end.
    await stopped_daemon.logged("policy_loaded", lambda line: f"Label {SAVES}" in str(line["changes"]))
    await visitors[0].visit()
    assert max(visitors[0].shown) == SAVES

    # Every command was answered by a dialog, every accepted submission by one alert to the right people.
    raised = {summary: policy for visitor in visitors for summary, policy in visitor.raised.items()}
    await sandbox.until(lambda: len(alerts(sandbox)) == len(raised), timeout=15)
    assert {alert.summary: alert.policy for alert in alerts(sandbox)} == raised
    commands = sum(visitor.commands for visitor in visitors)
    await stopped_daemon.logged("dialog_opened", lambda _: len(stopped_daemon.events("dialog_opened")) == commands)
    assert commands > SAVES / 5

    # And the storm was one: files took effect and were refused all the while, also under open dialogs.
    assert len(set().union(*(visitor.shown for visitor in visitors))) > SAVES / 50
    assert len(stopped_daemon.events("policy_loaded")) > SAVES / 50
    assert len(stopped_daemon.events("policy_refused")) > SAVES / 50
    assert sum(visitor.refused for visitor in visitors) > 0
