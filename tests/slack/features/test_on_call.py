"""`/il-oncall`, with a Slack that only remembers."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.directory.on_call import OnCalls
from bot.domain.alerts import Person
from bot.domain.decision import decide
from bot.ilert import models
from bot.ilert.errors import Unreachable
from bot.runtime.deadline import Deadline
from bot.slack.features.on_call import feature, views
from bot.slack.features.on_call.choices import called, subjects
from bot.slack.interaction import begin
from bot.wording.wording import english
from tests.accounts import (
    ACCOUNT,
    CHANNEL_SOURCE,
    CORE_DB,
    DATABASE,
    DEMO,
    IN_OPS,
    NETWORK,
    OPS,
    ROBERT,
    SRE,
    URSULA,
    policy,
)
from tests.slack.fake_slack import FakeSlack, command_body, context, shown, typed

ENGLISH = english()


class Ilert:
    """Robert is on call for the network until tomorrow, then Ursula; at level 2 nobody; for the rest Ursula always."""

    def __init__(self, failing=None):
        self.failing = failing
        now = datetime.now(UTC)
        self.end = now + timedelta(days=1)
        self.asked = []

    async def on_calls(self, *, policies, until):
        self.asked.append(tuple(policies))
        if self.failing is not None:
            raise self.failing
        found = []
        for one in policies:
            if one == NETWORK:
                found += [_on_call(one, ROBERT, end=self.end), _on_call(one, URSULA, start=self.end)]
            elif one != DATABASE:
                found.append(_on_call(one, URSULA))
        return found


def _on_call(policy_id, user, start=None, end=None):
    first, last = user.name.split()
    person = {"id": user.id, "firstName": first, "lastName": last, "email": user.email, "mobile": {"number": "+49 1"}}
    times = {name: time.isoformat() for name, time in (("start", start), ("end", end)) if time is not None}
    return models.OnCall.model_validate(
        {"user": person, "escalationPolicy": {"id": policy_id}, "escalationLevel": 1, **times}
    )


async def told(slack, text="", channel=None, ilert=None, current=None):
    parts = context(slack, current, on_calls=OnCalls(ilert or Ilert()))
    interaction = typed(slack, text) if channel is None else typed(slack, text, channel=channel)
    await feature.on_command(parts, interaction)
    (message,) = slack.replies
    return message


async def test_somebody_with_an_account_is_asked_for_what():
    message = await told(FakeSlack(URSULA.email), channel=OPS)
    assert message["text"] == "Choose an escalation policy or an alert source to see who is on call."
    menu, cancel = message["blocks"][1]["elements"]
    assert (menu["type"], menu["action_id"]) == ("external_select", views.PICK)
    assert menu["placeholder"]["text"] == "Search for an escalation policy or alert source"
    assert cancel["text"]["text"] == "Cancel"


async def test_a_name_is_answered_at_once_level_by_level_with_times_and_who_is_next():
    slack, ilert = FakeSlack(URSULA.email), Ilert()
    slack.by_email[ROBERT.email] = "U0ROBERT001"
    message = await told(slack, "network infra", OPS, ilert)
    until = f"<!date^{int(ilert.end.timestamp())}^{{date_long_pretty}}, {{time}}|"
    text = message["text"]
    assert text.startswith(
        "On call for <https://acme.ilert.com/policy/view.jsf?id=81211|Network Infra Team>:\nLevel 1: "
    )
    assert f"Level 1: <@U0ROBERT001> <tel:+49 1|+49 1>, until {until}" in text
    assert "; then Ursula User, from <!date^" in text
    assert "All times are in your time zone (Europe/Berlin)." not in text
    assert shown(message).count("Level 1") == 1


async def test_phone_numbers_and_links_are_for_people_with_an_account():
    message = await told(FakeSlack(), "Network")
    assert "On call for *Network Infrastructure*:" in message["text"]
    assert "tel:" not in str(message)
    assert "acme.ilert.com" not in str(message)


async def test_anybody_reads_about_the_whole_channel_at_once_in_one_call():
    slack, ilert = FakeSlack(), Ilert()
    message = await told(slack, ilert=ilert)
    assert [block["text"]["text"].splitlines()[0] for block in message["blocks"][:2]] == [
        "On call for *Network Infrastructure*:",
        "On call for *SRE Team Escalation*:",
    ]
    assert ilert.asked == [(NETWORK, SRE)]
    assert "Ursula User, always on call" in message["text"]


async def test_an_empty_policy_is_said_level_by_level_and_as_a_whole():
    current = policy(slack_alert_source=[{**CHANNEL_SOURCE, "escalation_policy": [{"id": DATABASE}]}])
    text = (await told(FakeSlack(), current=current))["text"]
    assert "Level" not in text or "Level 1: nobody" in text
    assert "Nobody is on call at any level: an alert would page nobody now." in text


async def test_who_is_offered_nothing_is_told_why():
    message = await told(FakeSlack(), channel=OPS)
    assert "There is no Slack alert source configured" in message["text"]


async def test_the_policy_file_can_switch_it_off():
    current, ilert = policy(on_call={"enabled": False}), Ilert()
    message = await told(FakeSlack(), ilert=ilert, current=current)
    assert message["text"] == "The admins of this bot have switched this command off."
    assert ilert.asked == []


async def test_while_ilert_is_away_what_is_not_known_is_said():
    text = (await told(FakeSlack(), ilert=Ilert(Unreachable("GET /on-calls", "down", sent=True))))["text"]
    assert "ilert cannot be reached, so it is not known who is on call." in text
    assert "nobody" not in text


async def test_while_ilert_is_away_the_age_of_what_is_known_is_said():
    class Clock:
        now = 0.0

    ilert = Ilert()
    on_calls = OnCalls(ilert, clock=lambda: Clock.now)
    slack = FakeSlack()
    parts = context(slack, on_calls=on_calls)
    await feature.on_command(parts, typed(slack))
    Clock.now, ilert.failing = 600.0, Unreachable("GET /on-calls", "down", sent=True)
    await feature.on_command(parts, typed(slack))
    assert "This is what it said" not in slack.replies[0]["text"]
    assert "ilert cannot be reached. This is what it said 10 minutes ago." in slack.replies[1]["text"]


async def test_a_name_that_fits_several_asks_which():
    message = await told(FakeSlack(), "e")
    assert message["text"] == "Several match “e”. Choose one of them."
    menu = message["blocks"][1]["elements"][0]
    assert [one["text"]["text"] for one in menu["options"]] == ["Network Infrastructure", "SRE Team Escalation"]


async def test_a_name_that_nothing_has_is_said_and_asked_for_again():
    message = await told(FakeSlack(), "pay <!here>")
    assert message["text"].startswith("Nothing that you may see is called “pay @here”.")


def pressed(slack, value, channel=DEMO):
    action = {"action_id": "x", "selected_option": {"value": value}}
    return begin(slack, {**command_body(channel=channel), "actions": [action]}, Deadline.after(3.0))


async def test_what_is_chosen_is_answered_in_place_of_the_question():
    slack = FakeSlack()
    await feature.on_pick(context(slack, on_calls=OnCalls(Ilert())), pressed(slack, f"p{SRE}"))
    (message,) = slack.replies
    assert message["replace_original"] is True
    assert message["text"].startswith("On call for *SRE Team Escalation*:")


@pytest.mark.parametrize("value", [f"p{DATABASE}", "s2247480", "", "x"])
async def test_what_is_not_offered_here_is_not_answered(value):
    slack, ilert = FakeSlack(), Ilert()
    await feature.on_pick(context(slack, on_calls=OnCalls(ilert)), pressed(slack, value))
    assert slack.replies[0]["text"].startswith("This is no longer available to you.")
    assert ilert.asked == []


async def test_the_question_can_be_asked_again_and_taken_away():
    slack = FakeSlack()
    await feature.on_change(context(slack), pressed(slack, ""))
    await feature.on_cancel(context(slack), pressed(slack, ""))
    assert slack.replies[0]["replace_original"] is True
    assert slack.replies[1] == {"delete_original": True}


async def test_the_alert_dialog_starts_with_what_was_asked_about():
    slack = FakeSlack()
    await feature.on_alert(context(slack), pressed(slack, f"p{SRE}"))
    assert slack.opened[0]["blocks"][0]["element"]["initial_option"]["value"] == f"{CHANNEL_SOURCE['id']}:{SRE}"


@pytest.mark.parametrize(
    ("value", "chosen"),
    [(f"p{DATABASE}", [None, str(DATABASE)]), (f"s{CORE_DB}", [str(CORE_DB), str(DATABASE)])],
)
async def test_with_an_account_the_account_dialog_starts_with_it(value, chosen):
    slack = FakeSlack(URSULA.email)
    await feature.on_alert(context(slack), pressed(slack, value))
    (view,) = slack.opened
    assert view["callback_id"] == "alert_account"
    initial = [block["element"].get("initial_option", {}).get("value") for block in view["blocks"][:2]]
    assert initial == chosen


async def test_what_one_may_ask_about_is_found_by_search():
    slack = FakeSlack(URSULA.email)
    found = await feature.search(context(slack), begin(slack, command_body("data", OPS), Deadline.after(3.0)))
    assert [one["text"]["text"] for one in found] == ["Core database (alert source)", "Database Admins"]


def of(person, origin=IN_OPS):
    return subjects(ENGLISH, decide(person, origin, policy(), ACCOUNT))


def test_a_source_whose_policy_is_hidden_is_none_to_ask_about():
    ursula = Person("U1", "Ursula", URSULA.email)
    assert "Public front, private policy (alert source)" not in [one.name for one in of(ursula)]
    assert "Public front, private policy (alert source)" in [one.name for one in of(Person("U2", "R", ROBERT.email))]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("database admins", ["Database Admins"]),
        ("DATABASE", ["Database Admins"]),
        ("databse admins", ["Database Admins"]),
        ("team", ["Network Infra Team", "SRE Team Escalation"]),
        ("zzz", []),
    ],
)
def test_what_a_query_means(query, names):
    assert [one.name for one in called(of(Person("U1", "Ursula", URSULA.email)), query)] == names
