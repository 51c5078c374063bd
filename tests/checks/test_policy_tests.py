"""What the tests of a policy file can prove, by what is known."""

import pytest

from bot.checks.policy_tests import KnownFacts, run_tests
from bot.policy.schema import Policy
from tests.accounts import ACCOUNT, CHANNEL_SOURCE, NETWORK, ON_CALL, ROBERT, slack_person

OFF = {"enabled": False}
ONLY_OPS = {"channels": ["#ops"]}
OVERRIDE = {"emails": {"U02ABCDEF": ROBERT.email}}

NOTHING, ILERT = KnownFacts(), KnownFacts(ACCOUNT)
NAMES = KnownFacts(ACCOUNT, {"#demo": "C024BE91L"})
PEOPLE = KnownFacts(ACCOUNT, {}, (slack_person(ROBERT, id="U0ROBERT001"), slack_person(guest=True, id="U0GINA00001")))


def outcome(facts, test, **tables):
    written = Policy.model_validate({"slack_alert_source": [CHANNEL_SOURCE], "test": [test], **tables})
    results = run_tests(written, facts)
    return "passes" if results.passed else "fails" if results.failed else "inconclusive"


@pytest.mark.parametrize(
    ("user", "channel", "expected", "tables", "nothing", "ilert"),
    [
        ("anyone", "#demo", {"offers": [NETWORK]}, {}, "passes", "passes"),
        ("anyone", "#demo", {"offers": [ON_CALL]}, {}, "fails", "fails"),
        ("anyone", "#demo", {"denied": True}, {}, "fails", "fails"),
        ("anyone", "#demo", {"denied": False}, {}, "passes", "passes"),
        ("anyone", "#ops", {"denied": True}, {}, "passes", "passes"),
        ("anyone", "#ops", {"denied": False}, {}, "fails", "fails"),
        ("anyone", "dm", {"denied": True}, {}, "passes", "passes"),
        (ROBERT.email, "#demo", {"offers": [NETWORK]}, {}, "passes", "passes"),
        (ROBERT.email, "#ops", {"offers": [ON_CALL]}, {}, "inconclusive", "passes"),
        (ROBERT.email, "#ops", {"offers": [ON_CALL]}, {"ilert_users": OFF}, "fails", "fails"),
        (ROBERT.email, "#demo", {"offers": [ON_CALL]}, {"ilert_users": ONLY_OPS}, "fails", "fails"),
        (ROBERT.email, "dm", {"denied": True}, {"ilert_users": ONLY_OPS}, "passes", "passes"),
        (ROBERT.email, "dm", {"denied": True}, {}, "inconclusive", "fails"),
        ("stella@acme.example", "dm", {"denied": True}, {}, "inconclusive", "passes"),
        ("nobody@acme.example", "dm", {"denied": False}, {}, "inconclusive", "fails"),
        ("ursula@acme.example", "dm", {"offers": [ON_CALL]}, {}, "inconclusive", "fails"),
        ("U02ABCDEF", "#demo", {"offers": [NETWORK]}, {}, "passes", "passes"),
        ("U02ABCDEF", "#ops", {"offers": [ON_CALL]}, {}, "inconclusive", "inconclusive"),
        ("U02ABCDEF", "#ops", {"denied": True}, {}, "inconclusive", "inconclusive"),
        ("U02ABCDEF", "#demo", {"denied": True}, {}, "fails", "fails"),
        ("U02ABCDEF", "#ops", {"offers": [ON_CALL]}, {"ilert_users": OVERRIDE}, "inconclusive", "passes"),
    ],
)
def test_what_is_known_of_ilert_decides_what_is_proven(user, channel, expected, tables, nothing, ilert):
    test = {"user": user, "channel": channel, **expected}
    assert (outcome(NOTHING, test, **tables), outcome(ILERT, test, **tables)) == (nothing, ilert)


def test_a_channels_name_and_id_are_one_only_where_slack_was_asked():
    test = {"user": "anyone", "channel": "C024BE91L", "offers": [NETWORK]}
    assert (outcome(ILERT, test), outcome(NAMES, test)) == ("fails", "passes")


@pytest.mark.parametrize(
    ("user", "expected"),
    [("U0ROBERT001", {"offers": [ON_CALL]}), ("U0GINA00001", {"denied": True})],
)
def test_people_whom_slack_told_are_judged_as_who_they_are(user, expected):
    assert outcome(PEOPLE, {"user": user, "channel": "#demo" if "denied" in expected else "dm", **expected}) == "passes"


def test_an_alert_source_that_ilert_cannot_use_offers_nothing():
    test = {"user": "anyone", "channel": "#demo", "offers": [NETWORK]}
    source = {**CHANNEL_SOURCE, "id": 99}
    assert outcome(ILERT, test, slack_alert_source=[source]) == "fails"
    assert outcome(NOTHING, test, slack_alert_source=[source]) == "passes"
