import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.diff import summarize
from bot.policy.parse import parse_policy
from bot.policy.schema import Dialog, EscalationPolicyChoice, IlertUsers, Policy, SlackAlertSource
from bot.policy.schema import Test as Expectation

BASE = """\
[ilert_users]
channels = ["#ops", "dm"]
[ilert_users.emails]
U02ABCDEF = "jane.doe@example.com"

[[slack_alert_source]]
id = 1
channels = ["#demo", "#noc"]
[[slack_alert_source.escalation_policy]]
id = 11
name = "Network"
[[slack_alert_source.escalation_policy]]
id = 12

[[slack_alert_source]]
id = 2
channels = ["#demo"]
escalation_policy = [{ id = 21 }]
"""

TEST = """\
[[test]]
user = "anyone"
channel = "dm"
denied = true
"""

EDITS = [
    ("[ilert_users]", 'language = "de"\n[ilert_users]', ['language is now "de", was "auto".']),
    ("[ilert_users]", 'admin_channel = "#admins"\n[ilert_users]', ['admin_channel is now "#admins", was empty.']),
    ("[ilert_users]", '[dialog]\ntitle = "Help"\n[ilert_users]', ['dialog.title is now "Help", was empty.']),
    ("[ilert_users]", "[ilert_users]\nenabled = false", ["ilert_users.enabled is now false, was true."]),
    ("[ilert_users]", '[ilert_users]\npriority = "LOW"', ['ilert_users.priority is now "LOW", was "ask".']),
    ('["#ops", "dm"]', '"any"', ['ilert_users.channels is now "any", was #ops, dm.']),
    (
        '["#ops", "dm"]',
        '["#noc", "dm"]',
        ["ilert_users: channel #noc added.", "ilert_users: channel #ops removed."],
    ),
    ("jane.doe@", "jane@", ["ilert_users.emails: the address of U02ABCDEF changed."]),
    (
        "U02ABCDEF",
        "U02ABCDEG",
        ["ilert_users.emails: U02ABCDEG added.", "ilert_users.emails: U02ABCDEF removed."],
    ),
    ('["#demo", "#noc"]', '["#demo"]', ["Alert source 1: channel #noc removed."]),
    ('["#demo", "#noc"]', '["#noc", "#demo"]', ["Alert source 1: the channels have another order."]),
    (
        "id = 12",
        "id = 13",
        ["Alert source 1: escalation policy 13 added.", "Alert source 1: escalation policy 12 removed."],
    ),
    ('"Network"', '"Net"', ['Alert source 1: the name of escalation policy 11 is now "Net", was "Network".']),
    (
        "id = 2\n",
        'id = 2\nlabel = "Where?"\nguests = true\n',
        [
            'Alert source 2: label is now "Where?", was empty.',
            "Alert source 2: guests is now true, was false.",
        ],
    ),
    (
        "id = 2\n",
        "id = 3\n",
        [
            "Alert source 3 added: channels #demo, escalation policies 21.",
            "Alert source 2 removed: channels #demo, escalation policies 21.",
        ],
    ),
    (
        "[[slack_alert_source]]\nid = 1\n",
        TEST + "[[slack_alert_source]]\nid = 1\n",
        [
            "The tests changed.",
        ],
    ),
]


@pytest.mark.parametrize(("before", "after", "sentences"), EDITS, ids=[edit[2][0] for edit in EDITS])
def test_says_what_changed(before: str, after: str, sentences: list[str]):
    old = parse_policy(BASE, "config.toml")
    new = parse_policy(BASE.replace(before, after, 1), "config.toml")
    assert summarize(old, new) == sentences


CHANNELS = st.lists(st.sampled_from(["#a", "#b", "C024BE91L"]), min_size=1, max_size=3, unique=True)
CHOICES = st.lists(
    st.builds(EscalationPolicyChoice, id=st.integers(1, 3), name=st.sampled_from(["", "A", "B"])),
    min_size=1,
    max_size=3,
    unique_by=lambda choice: choice.id,
)
SOURCES = st.lists(
    st.builds(
        SlackAlertSource,
        id=st.integers(1, 3),
        channels=CHANNELS,
        label=st.sampled_from(["A", "B"]),
        priority=st.sampled_from(["source", "HIGH"]),
        guests=st.booleans(),
        fallback=st.sampled_from(["", "A"]),
        escalation_policy=CHOICES,
    ),
    max_size=3,
    unique_by=lambda source: source.id,
)
POLICIES = st.builds(
    Policy,
    language=st.sampled_from(["auto", "de"]),
    admin_channel=st.sampled_from([None, "#a"]),
    dialog=st.builds(Dialog, title=st.sampled_from(["", "A"]), fallback=st.sampled_from(["", "A"])),
    ilert_users=st.builds(
        IlertUsers,
        enabled=st.booleans(),
        channels=st.just("any") | CHANNELS,
        priority=st.sampled_from(["ask", "LOW"]),
        guests=st.booleans(),
        emails=st.dictionaries(
            st.sampled_from(["U02ABCDEF", "U02ABCDEG"]), st.sampled_from(["a@example.com", "b@example.com"])
        ),
    ),
    slack_alert_source=SOURCES,
    test=st.lists(
        st.builds(Expectation, user=st.just("anyone"), channel=st.just("dm"), denied=st.booleans()), max_size=1
    ),
)


@given(POLICIES, POLICIES)
def test_only_equal_policies_have_nothing_to_tell(old: Policy, new: Policy):
    assert (summarize(old, new) == []) == (old == new)


@given(POLICIES)
def test_each_key_alone_is_told(policy: Policy):
    assert summarize(policy, policy.model_copy()) == []
    assert summarize(Policy(), policy) != [] or policy == Policy()
