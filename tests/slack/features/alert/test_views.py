"""The dialogs as tables, from decisions."""

import dataclasses

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.account import EscalationPolicy
from bot.domain.alerts import Target
from bot.domain.decision import decide
from bot.policy.schema import Dialog
from bot.slack.features.alert import views
from bot.slack.features.alert.form import Accepted, FieldErrors, read_account, read_channel
from bot.slack.features.alert.views import Typed, account_dialog, channel_dialog, matching, typed_inline
from bot.slack.ui.metadata import DialogContext, load
from tests.accounts import (
    ACCOUNT,
    ADMIN,
    BACKUP,
    CHANNEL_SOURCE,
    CORE_DB,
    DATABASE,
    FRONT,
    IN_DEMO,
    IN_OPS,
    NETWORK,
    ON_CALL,
    PAYMENTS_SLACK,
    SLACK_ALERTS,
    SRE,
    URSULA,
    policy,
    slack_person,
    source,
)
from tests.english import ENGLISH

CONTEXT = DialogContext("7K3M-Q9XD", IN_DEMO)
LOOK = Dialog()


def full_offer(user=URSULA, account=ACCOUNT, **tables):
    return decide(slack_person(user), IN_OPS, policy(**tables), account).account


def channel_offer(**tables):
    return decide(slack_person(), IN_DEMO, policy(**tables), ACCOUNT).channel


def block(view, name):
    (found,) = [one for one in view["blocks"] if one["block_id"].split(".")[0] == name]
    return found


def shown(element):
    return [one["text"]["text"] for one in element["options"]]


def test_option_1_looks_like_ilerts_own_dialog():
    view = account_dialog(ENGLISH, full_offer(), LOOK, CONTEXT, Typed())
    assert view["title"]["text"] == "Alert on-call team"
    assert (view["submit"]["text"], view["close"]["text"]) == ("Submit", "Close")
    assert [one["label"]["text"] for one in view["blocks"]] == [
        "Alert source",
        "Escalation policy",
        "Alert summary",
        "Alert details",
        "Priority",
    ]
    assert [one["optional"] for one in view["blocks"]] == [False, False, False, True, True]
    assert block(view, "summary")["hint"]["text"] == "This is what the on-call engineer hears when ilert calls."
    assert load(view["private_metadata"]) == CONTEXT


def test_the_channel_dialog_asks_and_names_where_the_policy_file_does_not():
    table = {**CHANNEL_SOURCE, "escalation_policy": [{"id": NETWORK}]}
    del table["label"]
    offer = decide(slack_person(), IN_DEMO, policy(slack_alert_source=[table]), None).channel
    choice = block(channel_dialog(ENGLISH, offer, LOOK, CONTEXT, Typed()), "choice")
    assert choice["label"]["text"] == "Please choose a problem area below to report an incident."
    assert shown(choice["element"]) == [f"Escalation policy {NETWORK}"]


def test_option_1_offers_what_may_be_alerted_by_name():
    view = account_dialog(ENGLISH, full_offer(), LOOK, CONTEXT, Typed())
    assert shown(block(view, "source")["element"]) == [
        "Backup jobs (in maintenance)",
        "Checkout monitoring",
        "Core database",
        "Public front, private policy",
        "Slack Alerts",
    ]
    assert shown(block(view, "policy")["element"]) == ["Database Admins", "Network Infra Team", "SRE Team Escalation"]
    assert "initial_option" not in block(view, "policy")["element"]


def test_choosing_a_source_preselects_its_policy_in_a_fresh_field():
    view = account_dialog(ENGLISH, full_offer(), LOOK, CONTEXT, Typed("down"), source_id=CORE_DB)
    assert block(view, "policy")["block_id"] == f"policy.{CORE_DB}"
    assert block(view, "policy")["element"]["initial_option"]["text"]["text"] == "Database Admins"
    assert block(view, "source")["element"]["initial_option"]["value"] == str(CORE_DB)
    assert block(view, "summary")["element"]["initial_value"] == "down"


def test_a_source_whose_policy_is_hidden_routes_itself():
    view = account_dialog(ENGLISH, full_offer(), LOOK, CONTEXT, Typed(), source_id=FRONT)
    element = block(view, "policy")["element"]
    assert element["initial_option"]["text"]["text"] == "As the alert source decides"
    assert "Payments On-Call" not in shown(element)


def test_an_only_source_is_chosen_from_the_start():
    account = dataclasses.replace(ACCOUNT, alert_sources={CORE_DB: ACCOUNT.alert_sources[CORE_DB]})
    view = account_dialog(ENGLISH, full_offer(account=account), LOOK, CONTEXT, Typed())
    assert block(view, "source")["element"]["initial_option"]["value"] == str(CORE_DB)


def test_more_than_100_choices_are_searched_for():
    many = {number: source(number, f"Source {number}", NETWORK) for number in range(1, 102)}
    view = account_dialog(
        ENGLISH,
        full_offer(account=dataclasses.replace(ACCOUNT, alert_sources=many)),
        LOOK,
        CONTEXT,
        Typed(),
        source_id=7,
    )
    element = block(view, "source")["element"]
    assert element["type"] == "external_select"
    assert element["min_query_length"] == 0
    assert element["initial_option"]["text"]["text"] == "Source 7"


def test_the_priority_is_asked_for_only_where_the_policy_says_so():
    view = account_dialog(ENGLISH, full_offer(ilert_users={"priority": "HIGH"}), LOOK, CONTEXT, Typed())
    assert "priority" not in [one["block_id"] for one in view["blocks"]]


def test_option_2_looks_like_ilerts_own_dialog():
    view = channel_dialog(ENGLISH, channel_offer(), LOOK, CONTEXT, Typed())
    assert view["title"]["text"] == "Alert on-call engineers"
    assert [one["label"]["text"] for one in view["blocks"]] == ["What is broken?", "Alert summary", "Alert details"]
    element = block(view, "choice")["element"]
    assert element["type"] == "radio_buttons"
    assert shown(element) == ["Network Infrastructure", "SRE Team Escalation"]
    assert "initial_option" not in element


def test_an_only_choice_is_made_from_the_start():
    table = {**CHANNEL_SOURCE, "escalation_policy": [{"id": NETWORK}]}
    view = channel_dialog(ENGLISH, channel_offer(slack_alert_source=[table]), LOOK, CONTEXT, Typed())
    assert block(view, "choice")["element"]["initial_option"]["value"] == f"{SLACK_ALERTS}:{NETWORK}"


def test_more_than_ten_choices_become_a_menu_with_a_heading_for_each_source():
    policies = {number: EscalationPolicy(number, f"Policy {number}") for number in range(1, 13)}
    first = {**CHANNEL_SOURCE, "escalation_policy": [{"id": number} for number in range(1, 9)]}
    second = {
        "id": PAYMENTS_SLACK,
        "channels": ["#demo"],
        "label": "Money? " * 20,
        "escalation_policy": [{"id": number} for number in range(9, 13)],
    }
    account = dataclasses.replace(ACCOUNT, escalation_policies=policies)
    offer = decide(slack_person(), IN_DEMO, policy(slack_alert_source=[first, second]), account).channel
    element = block(channel_dialog(ENGLISH, offer, LOOK, CONTEXT, Typed()), "choice")["element"]
    assert [len(group["options"]) for group in element["option_groups"]] == [8, 4]
    assert [len(group["label"]["text"]) for group in element["option_groups"]] == [15, 75]


def test_the_same_display_name_twice_is_told_apart():
    table = {**CHANNEL_SOURCE, "escalation_policy": [{"id": NETWORK, "name": "IT"}, {"id": SRE, "name": "it"}]}
    view = channel_dialog(ENGLISH, channel_offer(slack_alert_source=[table]), LOOK, CONTEXT, Typed())
    assert shown(block(view, "choice")["element"]) == ["IT · 1", "it · 2"]


def test_a_priority_that_counts_for_some_choices_only_says_for_which():
    second = {
        "id": PAYMENTS_SLACK,
        "channels": ["#demo"],
        "priority": "ask",
        "escalation_policy": [{"id": ON_CALL, "name": "Payments"}],
    }
    view = channel_dialog(ENGLISH, channel_offer(slack_alert_source=[CHANNEL_SOURCE, second]), LOOK, CONTEXT, Typed())
    assert block(view, "priority")["hint"]["text"] == "Counts for: Payments"


def test_the_buttons_that_swap_the_dialogs():
    assert block(channel_dialog(ENGLISH, channel_offer(), LOOK, CONTEXT, Typed(), account_too=True), "use_account")
    assert block(account_dialog(ENGLISH, full_offer(), LOOK, CONTEXT, Typed(), channel_too=True), "use_channel")


def test_the_admins_title_stands_on_both_dialogs():
    look = Dialog(title="Call for help")
    assert account_dialog(ENGLISH, full_offer(), look, CONTEXT, Typed())["title"]["text"] == "Call for help"
    assert channel_dialog(ENGLISH, channel_offer(), look, CONTEXT, Typed())["title"]["text"] == "Call for help"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Typed()),
        ("the checkout\nis  down", Typed("the checkout is down")),
        ("x" * 255, Typed("x" * 255)),
        ("x" * 256, Typed("x" * 254 + "…", "x" * 256)),
    ],
)
def test_words_after_the_command_fill_the_summary(text, expected):
    assert typed_inline(text) == expected


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Payments", "Pay desk", "Network"]),
        ("PAY", ["Payments", "Pay desk"]),
        ("desk pay", ["Pay desk"]),
        ("x", []),
    ],
)
def test_a_search_finds_what_contains_every_word(query, found):
    choices = [("Payments", "1"), ("Pay desk", "2"), ("Network", "3")]
    assert [one["text"]["text"] for one in matching(choices, query)] == found


def test_a_search_answers_with_at_most_100():
    assert len(matching([("x", "1")] * 250, "")) == 100


# What comes back from the dialogs


def text(value):
    return {"type": "plain_text_input", "value": value}


def choice(value):
    return {"type": "static_select", "selected_option": None if value is None else {"value": value}}


def full_state(source_id=CORE_DB, policy_value=DATABASE, summary="down", details=None, priority=None):
    return {
        "source": {"source": choice(None if source_id is None else str(source_id))},
        f"policy.{source_id}": {"policy": choice(None if policy_value is None else str(policy_value))},
        "summary": {"summary": text(summary)},
        "details": {"details": text(details)},
        "priority": {"priority": choice(priority)},
    }


def channel_state(value=f"{SLACK_ALERTS}:{NETWORK}", summary="down", details="", **more):
    fields = {"choice": {"choice": choice(value)}, "summary": {"summary": text(summary)}}
    return {**fields, "details": {"details": text(details)}, **more}


def test_a_full_submission_is_read():
    state = full_state(summary="  the  core\nis down ", details=" since nine ", priority="HIGH")
    expected = Accepted(Target(CORE_DB, DATABASE), "the core is down", "since nine", "HIGH")
    assert read_account(ENGLISH, state, full_offer()) == expected


def test_a_source_that_routes_itself_is_alerted_without_a_policy():
    accepted = read_account(ENGLISH, full_state(FRONT, "own"), full_offer())
    assert accepted.target == Target(FRONT, None)


@pytest.mark.parametrize(
    ("state", "fields", "forged"),
    [
        (full_state(summary="  "), {"summary"}, False),
        (full_state(summary="x" * 256), {"summary"}, False),
        (full_state(details="x" * 3001), {"details"}, False),
        (full_state(source_id=None), {"source"}, False),
        (full_state(policy_value=None), {f"policy.{CORE_DB}"}, False),
        (full_state(source_id=PAYMENTS_SLACK, policy_value=NETWORK), {"source"}, True),
        (full_state(source_id=99), {"source"}, True),
        (full_state(source_id="2247480; drop"), {"source"}, True),
        (full_state(source_id="٣"), {"source"}, True),
        (full_state(policy_value=ON_CALL), {f"policy.{CORE_DB}"}, True),
        (full_state(policy_value="own"), {f"policy.{CORE_DB}"}, True),
        (full_state(FRONT, "junk"), {f"policy.{FRONT}"}, True),
        (full_state(FRONT, ON_CALL), {f"policy.{FRONT}"}, True),
        (full_state(priority="URGENT"), {"priority"}, True),
        ({}, {"source", "policy", "summary"}, False),
    ],
)
def test_what_is_wrong_in_a_full_submission_stands_at_its_field(state, fields, forged):
    read = read_account(ENGLISH, state, full_offer())
    assert isinstance(read, FieldErrors)
    assert (set(read.errors), read.forged) == (fields, forged)


def test_a_priority_that_was_not_asked_for_is_refused():
    read = read_account(ENGLISH, full_state(priority="HIGH"), full_offer(ilert_users={"priority": "LOW"}))
    assert read == FieldErrors({"priority": "The priority cannot be chosen here any more."}, forged=True)


def test_a_channel_submission_is_read():
    expected = Accepted(Target(SLACK_ALERTS, NETWORK), "down", "", None)
    assert read_channel(ENGLISH, channel_state(), channel_offer()) == expected


@pytest.mark.parametrize(
    ("state", "fields", "forged"),
    [
        (channel_state(None), {"choice"}, False),
        (channel_state(summary=None), {"summary"}, False),
        (channel_state(f"{SLACK_ALERTS}:{ON_CALL}"), {"choice"}, True),
        (channel_state(f"{CORE_DB}:{DATABASE}"), {"choice"}, True),
        (channel_state("junk"), {"choice"}, True),
        (channel_state(f"{SLACK_ALERTS}:"), {"choice"}, True),
        (channel_state(f"{SLACK_ALERTS}:{NETWORK}:1"), {"choice"}, True),
        (channel_state(priority={"priority": choice("URGENT")}), {"priority"}, True),
    ],
)
def test_what_is_wrong_in_a_channel_submission_stands_at_its_field(state, fields, forged):
    read = read_channel(ENGLISH, state, channel_offer())
    assert isinstance(read, FieldErrors)
    assert (set(read.errors), read.forged) == (fields, forged)


def test_a_priority_for_a_choice_that_does_not_ask_is_left_out():
    state = channel_state(priority={"priority": choice("HIGH")})
    assert read_channel(ENGLISH, state, channel_offer()).priority is None


OFFERED = sorted(f"{SLACK_ALERTS}:{policy_id}" for policy_id in (NETWORK, SRE))
VALUES = [*OFFERED, str(CORE_DB), str(DATABASE)]


FIELDS = ("source", "policy", "policy.7", "choice", "summary", "details", "priority")
ANYTHING = st.recursive(
    st.none() | st.integers() | st.text(max_size=10) | st.sampled_from(VALUES),
    lambda inner: st.dictionaries(st.text(max_size=5), inner, max_size=2) | st.lists(inner, max_size=2),
    max_leaves=3,
)


@example({"choice": f"{SLACK_ALERTS}:{ON_CALL}", "summary": "down"})
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, ANYTHING)))
def test_no_shape_of_state_is_accepted_by_accident(state):
    wrapped = {
        block_id: {block_id.split(".")[0]: {"type": "x", "value": value, "selected_option": {"value": value}}}
        for block_id, value in state.items()
    }
    read = read_account(ENGLISH, wrapped, full_offer(ADMIN))
    assert isinstance(read, FieldErrors) or read.target.alert_source_id in ACCOUNT.alert_sources
    read = read_channel(ENGLISH, wrapped, channel_offer())
    assert isinstance(read, FieldErrors) or state["choice"] in OFFERED


def test_the_fields_that_both_dialogs_have_keep_their_ids():
    full = account_dialog(ENGLISH, full_offer(), LOOK, CONTEXT, Typed())
    channel = channel_dialog(ENGLISH, channel_offer(), LOOK, CONTEXT, Typed())
    for name in (views.SUMMARY, views.DETAILS):
        assert block(full, name) == block(channel, name)


def test_a_source_in_maintenance_can_be_alerted():
    assert isinstance(read_account(ENGLISH, full_state(BACKUP, NETWORK), full_offer()), Accepted)
