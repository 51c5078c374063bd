"""The dialogs as tables, from decisions."""

import dataclasses

import pytest

from bot.domain.account import EscalationPolicy
from bot.domain.decision import decide
from bot.policy.schema import Dialog
from bot.slack.features.alert import views
from bot.slack.features.alert.choices import matching, source_of_block
from bot.slack.features.alert.views import (
    Typed,
    account_dialog,
    channel_dialog,
    typed_inline,
)
from bot.slack.ui.metadata import Metadata, load
from tests.accounts import (
    ACCOUNT,
    CHANNEL_SOURCE,
    CORE_DB,
    FRONT,
    IN_DEMO,
    NETWORK,
    ON_CALL,
    PAYMENTS_SLACK,
    SLACK_ALERTS,
    SRE,
    policy,
    slack_person,
    source,
)
from tests.english import ENGLISH
from tests.slack.features.alert.offers import account_offer, channel_offer

METADATA = Metadata("7K3M-Q9XD", IN_DEMO)
LOOK = Dialog()


def block(view, name):
    (found,) = [one for one in view["blocks"] if one["block_id"].split(".")[0] == name]
    return found


def shown(element):
    return [one["text"]["text"] for one in element["options"]]


def test_the_account_dialog_looks_like_ilerts_own_dialog():
    view = account_dialog(ENGLISH, account_offer(), LOOK, METADATA, Typed())
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
    assert load(view["private_metadata"]) == METADATA


def test_the_channel_dialog_asks_and_names_where_the_policy_file_does_not():
    table = {**CHANNEL_SOURCE, "escalation_policy": [{"id": NETWORK}]}
    del table["label"]
    offer = decide(slack_person(), IN_DEMO, policy(slack_alert_source=[table]), None).channel
    choice = block(channel_dialog(ENGLISH, offer, LOOK, METADATA, Typed()), "choice")
    assert choice["label"]["text"] == "Please choose a problem area to report an incident."
    assert shown(choice["element"]) == [f"Escalation policy {NETWORK}"]


def test_the_account_dialog_offers_what_may_be_alerted_by_name():
    view = account_dialog(ENGLISH, account_offer(), LOOK, METADATA, Typed())
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
    view = account_dialog(ENGLISH, account_offer(), LOOK, METADATA, Typed("down"), source_id=CORE_DB)
    assert block(view, "policy")["block_id"] == f"policy.{CORE_DB}"
    assert block(view, "policy")["element"]["initial_option"]["text"]["text"] == "Database Admins"
    assert block(view, "source")["element"]["initial_option"]["value"] == str(CORE_DB)
    assert block(view, "summary")["element"]["initial_value"] == "down"


def test_a_source_whose_policy_is_hidden_routes_itself():
    view = account_dialog(ENGLISH, account_offer(), LOOK, METADATA, Typed(), source_id=FRONT)
    element = block(view, "policy")["element"]
    assert element["initial_option"]["text"]["text"] == "Decided by the alert source"
    assert "Payments On-Call" not in shown(element)


def test_an_only_source_is_chosen_from_the_start():
    account = dataclasses.replace(ACCOUNT, alert_sources={CORE_DB: ACCOUNT.alert_sources[CORE_DB]})
    view = account_dialog(ENGLISH, account_offer(account=account), LOOK, METADATA, Typed())
    assert block(view, "source")["element"]["initial_option"]["value"] == str(CORE_DB)


def test_more_than_100_choices_are_searched_for():
    many = {number: source(number, f"Source {number}", NETWORK) for number in range(1, 102)}
    view = account_dialog(
        ENGLISH,
        account_offer(account=dataclasses.replace(ACCOUNT, alert_sources=many)),
        LOOK,
        METADATA,
        Typed(),
        source_id=7,
    )
    element = block(view, "source")["element"]
    assert element["type"] == "external_select"
    assert element["min_query_length"] == 0
    assert element["initial_option"]["text"]["text"] == "Source 7"


def test_the_priority_is_asked_for_only_where_the_policy_says_so():
    view = account_dialog(ENGLISH, account_offer(ilert_users={"priority": "HIGH"}), LOOK, METADATA, Typed())
    assert "priority" not in [one["block_id"] for one in view["blocks"]]


def test_the_channel_dialog_looks_like_ilerts_own_dialog():
    view = channel_dialog(ENGLISH, channel_offer(), LOOK, METADATA, Typed())
    assert view["title"]["text"] == "Alert on-call engineers"
    assert [one["label"]["text"] for one in view["blocks"]] == ["What is broken?", "Alert summary", "Alert details"]
    element = block(view, "choice")["element"]
    assert element["type"] == "radio_buttons"
    assert shown(element) == ["Network Infrastructure", "SRE Team Escalation"]
    assert "initial_option" not in element


def test_an_only_choice_is_made_from_the_start():
    table = {**CHANNEL_SOURCE, "escalation_policy": [{"id": NETWORK}]}
    view = channel_dialog(ENGLISH, channel_offer(slack_alert_source=[table]), LOOK, METADATA, Typed())
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
    element = block(channel_dialog(ENGLISH, offer, LOOK, METADATA, Typed()), "choice")["element"]
    assert [len(group["options"]) for group in element["option_groups"]] == [8, 4]
    assert [len(group["label"]["text"]) for group in element["option_groups"]] == [15, 75]


def test_the_same_display_name_twice_is_told_apart():
    table = {**CHANNEL_SOURCE, "escalation_policy": [{"id": NETWORK, "name": "IT"}, {"id": SRE, "name": "it"}]}
    view = channel_dialog(ENGLISH, channel_offer(slack_alert_source=[table]), LOOK, METADATA, Typed())
    assert shown(block(view, "choice")["element"]) == ["IT · 1", "it · 2"]


def test_a_priority_that_counts_for_some_choices_only_says_for_which():
    second = {
        "id": PAYMENTS_SLACK,
        "channels": ["#demo"],
        "priority": "ask",
        "escalation_policy": [{"id": ON_CALL, "name": "Payments"}],
    }
    view = channel_dialog(ENGLISH, channel_offer(slack_alert_source=[CHANNEL_SOURCE, second]), LOOK, METADATA, Typed())
    assert block(view, "priority")["hint"]["text"] == "Applies to: Payments"


def test_the_buttons_that_swap_the_dialogs():
    assert block(channel_dialog(ENGLISH, channel_offer(), LOOK, METADATA, Typed(), account_too=True), "use_account")
    assert block(account_dialog(ENGLISH, account_offer(), LOOK, METADATA, Typed(), channel_too=True), "use_channel")


def test_the_admins_title_stands_on_both_dialogs():
    look = Dialog(title="Call for help")
    assert account_dialog(ENGLISH, account_offer(), look, METADATA, Typed())["title"]["text"] == "Call for help"
    assert channel_dialog(ENGLISH, channel_offer(), look, METADATA, Typed())["title"]["text"] == "Call for help"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Typed()),
        ("the checkout\nis  down", Typed("the checkout is down")),
        ("x" * 255, Typed("x" * 255)),
        ("x" * 256, Typed("x" * 254 + "…", "x" * 256)),
        ("x" * 3000 + " the end", Typed("x" * 254 + "…", "x" * 3000, left_out=" the end")),
        ("🔥" * 1501, Typed("🔥" * 127 + "…", "🔥" * 1500, left_out="🔥")),
    ],
)
def test_words_after_the_command_fill_the_summary(text, expected):
    assert typed_inline(text) == expected


@pytest.mark.parametrize("text", ["x" * 240 + "🔥" * 10, "🔥" * 200, "x" * 254 + "🔥"])
def test_a_summary_is_counted_as_slack_may_count_and_what_does_not_fit_goes_to_the_details(text):
    filled = typed_inline(text)
    assert len(filled.summary.encode("utf-16-le")) // 2 <= 255
    assert filled.summary.endswith("…")
    assert filled.details == text


@pytest.mark.parametrize("block_id", ["policy", "policy.", "policy.x", "policy." + "9" * 5000, "policy.٣"])
def test_a_block_id_that_names_no_source(block_id):
    assert source_of_block(account_offer(), block_id) is None


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


def test_the_fields_that_both_dialogs_have_keep_their_ids():
    account = account_dialog(ENGLISH, account_offer(), LOOK, METADATA, Typed())
    channel = channel_dialog(ENGLISH, channel_offer(), LOOK, METADATA, Typed())
    for name in (views.SUMMARY, views.DETAILS):
        assert block(account, name) == block(channel, name)
