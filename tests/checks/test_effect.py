"""Who may alert whom by one policy and not by another."""

import pytest

from bot.checks.effect import effect
from bot.policy.schema import Policy
from tests.accounts import ACCOUNT, CHANNEL_SOURCE, ROBERT

NOTHING = Policy()
DEMO = Policy.model_validate({"slack_alert_source": [CHANNEL_SOURCE]})


def told(old, new, directory=ACCOUNT):
    return list(effect(Policy.model_validate(old), Policy.model_validate(new), directory))


def source(**changes):
    return {"slack_alert_source": [{**CHANNEL_SOURCE, **changes}]}


def users(**settings):
    return {"ilert_users": settings}


def test_a_channel_dialog_more_and_the_same_one_less():
    line = (
        "Anybody in #demo may {} alert Network Infra Team (81211), SRE Team Escalation (81212) through Slack Alerts "
        "(2247477)."
    )
    assert effect(NOTHING, DEMO, ACCOUNT) == (line.format("now"),)
    assert effect(DEMO, NOTHING, ACCOUNT) == (line.format("no longer"),)


def test_only_what_changed_is_told():
    more = source(channels=["#demo", "#ops"], escalation_policy=[*CHANNEL_SOURCE["escalation_policy"], {"id": 81213}])
    assert told(source(), more) == [
        "Anybody in #demo may now alert Payments On-Call (81213) through Slack Alerts (2247477).",
        "Anybody in #ops may now alert Network Infra Team (81211), SRE Team Escalation (81212), Payments On-Call "
        "(81213) through Slack Alerts (2247477).",
    ]


@pytest.mark.parametrize(
    "unusable",
    [{"id": 999}, {"id": 2247479}, {"escalation_policy": [{"id": 999}]}],
    ids=["gone", "not Slack", "policy"],
)
def test_what_ilert_cannot_use_lets_nobody_alert_anybody(unusable):
    assert told({}, source(**unusable)) == []
    assert told(source(), source(**unusable))[0].startswith("Anybody in #demo may no longer alert Network Infra Team")
    assert len(told({}, source(**unusable), None)) == 1


@pytest.mark.parametrize("looks", [{"label": "What?"}, {"fallback": "Call"}, {"priority": "ask"}])
def test_looks_change_nothing_for_anybody(looks):
    assert told(source(), source(**looks)) == []


def test_guests():
    assert told(source(), source(guests=True))[0].startswith("Slack guests in #demo may now alert Network Infra Team")
    assert told(users(), users(guests=True)) == ["Slack guests with an ilert account may now use the account dialog."]
    assert told(users(enabled=False), users(enabled=False, guests=True)) == []


def test_how_many_people_more_or_fewer_may_alert_each_policy():
    assert told(users(enabled=False), users()) == [
        "The account dialog is now on.",
        "3 people more may alert Database Admins (81214) with their ilert account.",
        "3 people more may alert Network Infra Team (81211) with their ilert account.",
        "2 people more may alert Payments On-Call (81213) with their ilert account.",
        "3 people more may alert SRE Team Escalation (81212) with their ilert account.",
    ]
    off = told(users(), users(enabled=False))
    assert off[:2] == [
        "The account dialog is now off.",
        "3 people fewer may alert Database Admins (81214) with their ilert account.",
    ]


def test_where_the_account_dialog_is_to_be_had():
    assert told(users(), users(channels=["#ops", "dm"])) == [
        "The account dialog is now to be had in #ops, dm, before in any channel."
    ]


def test_whom_somebody_is_matched_with_without_any_address():
    one, nobody = {"U02ABCDEF": ROBERT.email}, {"U02ABCDEF": "nobody@acme.example"}
    assert told(users(), users(emails=one)) == ["U02ABCDEF is now matched with the ilert user Robert Müller (2)."]
    assert told(users(emails=one), users(emails=nobody)) == [
        "U02ABCDEF is now matched with nobody, as no ilert user has the address."
    ]
    assert told(users(emails=one), users()) == [
        "U02ABCDEF is now matched with an ilert user by their own address in Slack."
    ]
    assert told(users(emails=one), users(emails=one)) == []


def test_without_a_picture_of_the_account_numbers_stand_alone():
    assert told({}, source(), None) == [
        "Anybody in #demo may now alert escalation policy 81211, escalation policy 81212 through alert source 2247477."
    ]
    assert told(users(enabled=False), users(), None) == ["The account dialog is now on."]
