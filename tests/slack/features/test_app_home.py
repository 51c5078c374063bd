"""The Home tab, with a Slack that only remembers."""

import dataclasses

from bot.domain.alerts import Raised, Sighting
from bot.outbox.model import Entry, LiveAlert, Reported, State
from bot.slack.api.errors import SlackRefused
from bot.slack.features.app_home import feature
from bot.slack.workspace.visitors import OPEN_SECONDS, Visitors
from bot.storage.errors import StorageUnavailable
from tests.accounts import DEMO, URSULA, policy
from tests.alerts import EVENT
from tests.slack.fake_slack import Alerts, FakeSlack, context, shown

SAM = "U0SAM000001"


def own(version=1, status="PENDING"):
    request = dataclasses.replace(EVENT, person=dataclasses.replace(EVENT.person, id=SAM))
    sighting = Sighting(7, status=status)
    entry = Entry(1, request, State.RAISED, 0.0, 0.0, outcome=Raised(sighting))
    return LiveAlert(entry, 7, sighting, 0.0, 0.0, version=version)


async def published(slack, **parts):
    await feature.publish(context(slack, **parts), SAM)
    ((person, view),) = slack.published
    assert person == SAM
    assert view["type"] == "home"
    return shown(view)


async def test_it_shows_what_one_can_do_ones_alerts_and_what_one_may():
    alerts = Alerts()
    alerts.reported = [Reported(own().entry, own(status="RESOLVED"))]
    slack = FakeSlack()
    slack.channels = {DEMO: "demo"}
    text = await published(slack, alerts=alerts)
    for words in ("Raise an alert", "My alerts", "resolved", "On call now", "Network Infrastructure", "What I may do"):
        assert words in text
    assert "on_call_change" not in text


async def test_somebody_without_anything_to_alert_reads_why():
    text = await published(FakeSlack())
    assert "You have raised no alert lately." in text
    assert "On call now" not in text
    assert "None. No ilert user has the address sam@acme.example." in text


async def test_people_with_an_account_read_about_what_they_see():
    text = await published(FakeSlack(URSULA.email))
    assert "Database Admins" in text
    assert "Payments On-Call" not in text


async def test_where_it_is_switched_off_nobody_on_call_is_shown():
    current = policy(on_call={"enabled": False})
    slack = FakeSlack(URSULA.email)
    await feature.publish(context(slack, current), SAM)
    assert "On call now" not in shown(slack.published[0][1])


async def test_an_outbox_that_cannot_be_read_is_no_empty_list():
    text = await published(FakeSlack(), alerts=Alerts(failing=StorageUnavailable("disk")))
    assert "cannot read its list of alerts" in text


async def test_what_slack_does_not_take_is_logged_and_ends_nothing():
    slack = FakeSlack()
    slack.failing["publish_view"] = SlackRefused("views.publish", "not_enabled")
    await feature.publish(context(slack), SAM)
    assert slack.published == []


def test_of_many_visits_in_a_row_the_first_is_answered():
    now = 0.0
    visitors = Visitors(clock=lambda: now)
    assert [visitors.comes(SAM) for _ in range(3)] == [True, False, False]
    now = 3.0
    assert visitors.comes(SAM)


def test_only_visitors_of_late_whose_alerts_changed_are_shown_them_anew():
    now = 0.0
    visitors = Visitors(clock=lambda: now)
    visitors.shown[SAM] = ()
    visitors.shown["U2"] = (("key", 1),)
    assert visitors.changed({"U2": (("key", 1),), "U3": (("other", 1),)}) == []
    assert visitors.changed({SAM: (("mine", 1),), "U2": (("key", 2),)}) == [SAM, "U2"]
    now = OPEN_SECONDS + 1
    assert visitors.changed({SAM: (("mine", 1),)}) == []
