"""Keeping the policy: names that come later, and Slack being away."""

import asyncio
import time
from dataclasses import replace

import pytest
import structlog

from bot.domain.account import AlertCreation
from bot.policy.diagnostics import PolicyError
from bot.policy.file import load_policy
from bot.service.policy_keeper import PolicyKeeper
from bot.slack.api.errors import SlackUnreachable
from bot.slack.workspace.channels import Found
from tests.accounts import ACCOUNT, NETWORK, SLACK_ALERTS

POLICY = """
[[slack_alert_source]]
id = 1
channels = ["#demo"]
escalation_policy = [{ id = 2 }]
"""


class Slack:
    """Knows some channels, and may be away."""

    def __init__(self):
        self.known = {"#demo": "C0DEMO00001"}
        self.away = False
        self.again_in = None
        self.calls = 0
        self.asked = asyncio.Event()

    async def __call__(self, names):
        self.asked.set()
        self.calls += 1
        if self.away:
            raise SlackUnreachable("conversations.list", "timeout")
        return Found({name: self.known[name] for name in names if name in self.known}, self.again_in)


class Admins:
    def __init__(self):
        self.heard = []

    async def policy_refused(self, problems, more):
        self.heard.append("refused")

    async def policy_loaded(self, change):
        self.heard.append("mended" if change.fixed else "changed")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(POLICY)
    path.chmod(0o644)
    return path


@pytest.fixture
def slack():
    return Slack()


@pytest.fixture
def keeper(path, slack):
    return PolicyKeeper(path, load_policy(path), slack)


async def test_names_offer_nothing_until_they_are_resolved(keeper):
    assert dict(keeper.current.sources_by_channel) == {}
    assert keeper.current.unresolved == ("#demo",)
    await keeper.resolve()
    assert list(keeper.current.sources_by_channel) == ["C0DEMO00001"]


async def test_what_was_known_stays_known_while_slack_is_away(keeper, slack, path):
    await keeper.resolve()
    slack.away = True
    path.write_text(POLICY.replace("id = 1", "id = 7"))
    await keeper.reload(Admins())
    assert keeper.current.sources_by_channel["C0DEMO00001"][0].id == 7


async def test_a_policy_is_taken_though_its_names_cannot_be_looked_up_now(keeper, slack, path):
    slack.away = True
    path.write_text(POLICY.replace('"#demo"', '"#demo", "C0OTHER0001"'))
    await keeper.reload(Admins())
    assert list(keeper.current.sources_by_channel) == ["C0OTHER0001"]
    assert keeper.current.unresolved == ("#demo",)


async def test_unknown_names_are_looked_up_again(path, slack):
    keeper = PolicyKeeper(path, load_policy(path), slack, names_retry_seconds=0.0)
    task = asyncio.create_task(keeper.keep_resolving())
    await asyncio.wait_for(slack.asked.wait(), 5)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert list(keeper.current.sources_by_channel) == ["C0DEMO00001"]


async def test_admins_hear_of_a_bad_file_once_and_when_it_is_mended(keeper, path):
    admins = Admins()
    for content in (POLICY, "x = ", "y = ", POLICY, POLICY):
        path.write_text(content)
        await keeper.reload(admins)
    assert admins.heard == ["refused", "mended"]


async def test_a_version_is_the_same_for_the_same_file(keeper, path):
    before = keeper.current.version
    await keeper.reload(Admins())
    first = keeper.current.version
    await keeper.reload(Admins())
    assert keeper.current.version == first != before


class Listener(Admins):
    async def policy_refused(self, problems, more):
        self.heard.append((len(problems), more))

    async def policy_loaded(self, change):
        self.heard.append((len(change.changes), change.more))


async def test_of_thousands_of_problems_the_first_are_told_and_the_rest_is_counted(keeper, path):
    admins = Listener()
    path.write_text("[ilert_users]\nchannels = [" + "1, " * 5_000 + "]\n")
    with structlog.testing.capture_logs() as lines:
        await keeper.reload(admins)
    refused = [line["problem"] for line in lines if line["event"] == "policy_refused"]
    assert len(refused) == 21
    assert refused[0] == f"{path}:2:13: ilert_users.channels[1]: found 1 (number), expected text in quotes"
    assert refused[-1] == "and 9979 more; `il-alert-bot check` shows them"
    assert admins.heard == [(20, 9979)]


async def test_a_file_of_hundreds_of_thousands_of_values_is_refused_without_judging_each(keeper, path):
    path.write_text("[ilert_users]\nchannels = [" + "1," * 400_000 + "]\n")
    with structlog.testing.capture_logs() as lines:
        await keeper.reload(Admins())
    assert [line["problem"] for line in lines] == [
        f"{path}: found 400003 values, expected a policy of at most 30000; is this the right file?"
    ]


async def test_of_many_changes_the_first_are_told(keeper, path):
    admins = Listener()
    path.write_text("x =")
    await keeper.reload(admins)
    channels = ", ".join(f'"#channel-{number}"' for number in range(50))
    path.write_text(POLICY.replace('"#demo"', channels))
    await keeper.reload(admins)
    assert admins.heard == [(1, 0), (20, 82)]


class Stop(Exception):
    """Ends a loop."""


class Time:
    """A clock that pauses move, until this much has passed."""

    def __init__(self, end):
        self.now, self.end = 0.0, end

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds
        if self.now > self.end:
            raise Stop


async def test_where_slack_wants_a_pause_the_names_found_so_far_count_and_the_search_goes_on_after_it(path, slack):
    path.write_text(POLICY.replace('"#demo"', '"#demo", "#late"'))
    clock = Time(100.0)
    keeper = PolicyKeeper(path, load_policy(path), slack, clock=clock, sleep=clock.sleep)
    slack.again_in = 3.0
    with structlog.testing.capture_logs() as lines:
        await keeper.resolve()
    assert list(keeper.current.sources_by_channel) == ["C0DEMO00001"]
    assert lines == []
    slack.calls = 0
    with pytest.raises(Stop):
        await keeper.keep_resolving()
    assert slack.calls == pytest.approx(100 / 3, abs=1)
    slack.again_in, slack.known["#late"] = None, "C0LATE00001"
    await keeper.resolve()
    assert keeper.current.unresolved == ()


async def reminded(path, loaded, hours):
    """Let the reminders run for so many hours. Returns what the admins heard, and when."""
    clock = Time(hours * 3600.0)
    admins = Admins()
    keeper = PolicyKeeper(path, loaded, Slack(), clock=clock, sleep=clock.sleep)
    await keeper.resolve()
    with pytest.raises(Stop):
        await keeper.keep_reminding(admins)
    return keeper, admins.heard


async def test_a_file_that_was_refused_at_the_start_is_told_at_once_and_every_few_hours(path):
    path.write_text(f'admin_channel = "#demo"\n{POLICY}')
    good = load_policy(path)
    path.write_text("x = ")
    with pytest.raises(PolicyError) as refused:
        load_policy(path)
    keeper, heard = await reminded(path, replace(good, instead_of=refused.value), hours=9)
    assert keeper.refused
    assert heard == ["refused"] * 3
    admins = Admins()
    await keeper.reload(admins)
    assert admins.heard == []
    path.write_text(POLICY)
    await keeper.reload(admins)
    assert admins.heard == ["mended"]
    assert not keeper.refused


async def test_of_a_good_file_nobody_is_reminded(path):
    _, heard = await reminded(path, load_policy(path), hours=9)
    assert heard == []


async def test_each_good_file_is_kept_and_no_other(path, slack):
    kept = []
    keeper = PolicyKeeper(path, load_policy(path), slack, kept.append)
    for content in (POLICY + "# 1", "x = ", POLICY + "# 2"):
        path.write_text(content)
        await keeper.reload(Admins())
    assert [one.content for one in kept] == [(POLICY + mark).encode() for mark in ("# 1", "# 2")]


class Reader(Admins):
    async def policy_loaded(self, change):
        self.heard.append(change)


async def loaded_by(path, content, directory=ACCOUNT):
    """Let a file follow another one. Returns what the admins are told."""
    admins = Reader()
    keeper = PolicyKeeper(path, load_policy(path), Slack(), directory=lambda: directory)
    path.write_text(content)
    await keeper.reload(admins)
    return admins.heard


REAL = POLICY.replace("id = 2", f"id = {NETWORK}").replace("id = 1", f"id = {SLACK_ALERTS}")


async def test_admins_hear_of_every_change_of_who_may_alert_whom_by_name_and_number(path):
    path.write_text(REAL)
    (change,) = await loaded_by(path, REAL.replace('["#demo"]', '["#demo", "#ops"]'))
    assert change.changes == [
        "Anybody in #ops may now alert Network Infra Team (81211) through Slack Alerts (2247477)."
    ]
    assert (change.missing, change.fixed, change.more) == ([], False, 0)


async def test_of_looks_alone_admins_hear_nothing(path):
    path.write_text(REAL)
    assert await loaded_by(path, REAL.replace("channels", 'label = "Other"\nchannels')) == []


async def test_what_ilert_does_not_have_is_named_with_its_line(path):
    path.write_text(REAL)
    fresh = replace(ACCOUNT, taken_at=time.time())
    (change,) = await loaded_by(path, REAL.replace(str(NETWORK), "99"), fresh)
    (problem,) = change.missing
    assert problem.startswith("config.toml:5:29: slack_alert_source[1].escalation_policy[1].id: found 99")
    stale = await loaded_by(path, REAL.replace(str(NETWORK), "98"))
    assert stale[0].missing == []
    assert (await loaded_by(path, REAL.replace(str(NETWORK), "97"), None))[0].missing == []


async def test_an_alert_source_that_adds_to_open_alerts_is_named_with_ilerts_word_once(path):
    path.write_text(REAL)
    source = replace(ACCOUNT.alert_sources[SLACK_ALERTS], alert_creation=AlertCreation.ONE_OPEN_ALERT_ALLOWED)
    account = replace(ACCOUNT, alert_sources={SLACK_ALERTS: source}, taken_at=time.time())
    admins = Reader()
    keeper = PolicyKeeper(path, load_policy(path), Slack(), directory=lambda: account)
    for label in ("first", "second"):
        path.write_text(REAL + f'label = "{label}"\n')
        with structlog.testing.capture_logs() as lines:
            await keeper.reload(admins)
        (line,) = [line for line in lines if line["event"] == "policy_warning"]
    (change,) = admins.heard
    assert change.warnings == [line["problem"]]
    assert "alertCreation is ONE_OPEN_ALERT_ALLOWED" in line["problem"]
    assert "every further one is added to that, and nobody is called again" in line["problem"]
    assert change.missing == []
