"""What is known of an alert and what to do: one sentence each, and nothing that is not known."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alerts import Failure, NotDelivered, Raised, Sent, Sighting, Target
from bot.slack.features.alert.results import (
    PAGE_NOW,
    sending_view,
    standing_message,
    standing_view,
    submitted_before_view,
)
from bot.slack.features.alert.standing import Standing, standing
from bot.slack.ui.blocks import SECTION_LIMIT
from bot.wording.states import STATES, State, Surface
from tests import outcomes
from tests.alerts import EVENT, MANUAL, OWN
from tests.english import ENGLISH
from tests.outcomes import OUTCOMES

ASKED = dataclasses.replace(EVENT, target_name="Network Infrastructure")
WITH_ACCOUNT = dataclasses.replace(ASKED, has_account=True)
FALLBACK = "Urgent? Call 112"


def read(outcome, request=ASKED, surface=Surface.RECEIPT):
    """What somebody reads of an alert: all its sentences."""
    return " ".join(standing(request, outcome).sentences(ENGLISH, surface))


@pytest.mark.parametrize("known", STATES)
@pytest.mark.parametrize("surface", Surface)
def test_every_sentence_names_whom_the_person_chose(known, surface):
    assert "*Network*" in ENGLISH.states.sentence(surface, known, "*Network*", 7, "7K3M-Q9XD")


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Sent(), "ilert has taken your alert to *Network Infrastructure*, but does not show it yet."),
        (outcomes.RAISED, "*Network Infrastructure* is being alerted. It is alert #9 in ilert."),
        (outcomes.ACCEPTED, "Your alert to *Network Infrastructure* is in ilert, and somebody has accepted it."),
        (outcomes.RESOLVED, "Your alert to *Network Infrastructure* is in ilert and has been resolved there."),
        (outcomes.OF_EARLIER_RELEASE, "Your alert to *Network Infrastructure* is in ilert."),
        (
            outcomes.LOW,
            "*Network Infrastructure* is being alerted. ilert gave it low priority, so only the first escalation rule "
            "is called.",
        ),
        (outcomes.ELSEWHERE, "Your alert is in ilert, but not with *Network Infrastructure*, which you chose."),
        (outcomes.ELSEWHERE, "ilert is alerting *SRE* instead."),
        (outcomes.TWICE, "The first alert has appeared in ilert after all, as #10"),
        (
            outcomes.GROUPED,
            "Your alert to *Network Infrastructure* was added to the open alert #7, and nobody is called again.",
        ),
        (outcomes.GROUPED_SOMEWHERE, "was added to an alert that is open already, and nobody is called again."),
        (
            outcomes.NOT_SEEN,
            "ilert has taken your alert to *Network Infrastructure*, but no alert has appeared. It is not certain that "
            "anybody is being called.",
        ),
        (outcomes.NOT_SEEN, "Press Page now to have *Network Infrastructure* alerted by a second way."),
        (NotDelivered(Failure.ILERT_REFUSED, "400"), "ilert did not accept it. Nobody was alerted."),
        (NotDelivered(Failure.OUTCOME_UNKNOWN, "timeout"), "The bot could not find out whether your alert to"),
        (outcomes.GIVEN_UP, "ilert did not take it in time. Nobody was alerted."),
    ],
)
def test_what_people_read_of_each_state(outcome, expected):
    assert expected in read(outcome)


def test_a_priority_that_was_chosen_is_no_news():
    assert "low priority" not in read(outcomes.LOW, dataclasses.replace(ASKED, priority="LOW"))


def test_who_left_the_policy_to_the_source_is_not_told_of_another_one():
    """It may belong to a private team."""
    request = dataclasses.replace(ASKED, target=Target(10, None), target_name="Public front")
    assert "*Public front* is being alerted." in read(outcomes.ELSEWHERE, request)
    assert "SRE" not in read(outcomes.ELSEWHERE, request)


def test_a_policy_that_ilert_does_not_name_has_its_number():
    seen = dataclasses.replace(outcomes.SEEN, escalation_policy_id=4711, escalation_policy_name=None)
    assert "ilert is alerting *Escalation policy 4711* instead." in read(Raised(seen, OWN))


@pytest.mark.parametrize(
    ("target", "expected"), [(Target(10, 4711), "*Escalation policy 4711*"), (Target(10, None), "*the on-call team*")]
)
def test_a_target_that_nobody_has_named_is_called_something(target, expected):
    assert expected in read(outcomes.RAISED, dataclasses.replace(EVENT, target=target, target_name=""))


def test_without_an_account_people_get_the_number_and_no_way_to_a_login_page():
    for outcome in OUTCOMES:
        message = standing_message(ENGLISH, standing(ASKED, outcome), Surface.RECEIPT, FALLBACK)
        assert "http" not in str(message)
    assert "#9" in read(outcomes.RAISED)


@pytest.mark.parametrize("request_", [WITH_ACCOUNT, dataclasses.replace(MANUAL, has_account=False)])
def test_with_an_account_people_get_a_link(request_):
    message = standing_message(ENGLISH, standing(request_, outcomes.RAISED), Surface.RECEIPT, FALLBACK)
    assert f"<{outcomes.URL}|Open the alert in ilert>" in message["blocks"][0]["text"]["text"]
    assert "#9" not in str(message)


def test_the_open_alert_is_linked_by_its_number():
    message = standing_message(ENGLISH, standing(WITH_ACCOUNT, outcomes.GROUPED), Surface.RECEIPT, FALLBACK)
    assert f"<{outcomes.URL}|Open alert #7 in ilert>" in message["blocks"][0]["text"]["text"]


CALLED_FOR_SURE = (outcomes.RAISED, outcomes.LOW, outcomes.TWICE, outcomes.ACCEPTED, outcomes.RESOLVED)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_where_it_is_not_certain_that_the_chosen_people_are_called_there_is_another_way(outcome):
    certain = outcome in CALLED_FOR_SURE or isinstance(outcome, Sent) or outcome == outcomes.OF_EARLIER_RELEASE
    message = standing_message(ENGLISH, standing(ASKED, outcome), Surface.RECEIPT, FALLBACK)
    assert (FALLBACK in message["text"]) is not certain
    assert (FALLBACK in str(message["blocks"])) is not certain


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_page_now_is_offered_exactly_where_it_can_be_done(outcome):
    view = standing_view(ENGLISH, standing(ASKED, outcome), "Alert", FALLBACK)
    buttons = [one for block in view["blocks"] if block["type"] == "actions" for one in block["elements"]]
    expected = [(PAGE_NOW, "Page now", ASKED.key)] if outcome == outcomes.NOT_SEEN else []
    assert [(one["action_id"], one["text"]["text"], one["value"]) for one in buttons] == expected
    assert ASKED.reference in view["private_metadata"]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_reporter_and_admins_read_of_the_same_state(outcome):
    """Whether nobody was alerted, and whether that is unknown, is the same to both."""
    for words in ("Nobody was alerted", "could not find out", "not certain", "nobody is called again", "#10"):
        told = {surface: words in read(outcome, WITH_ACCOUNT, surface) for surface in Surface}
        assert len(set(told.values())) == 1, words


HOSTILE = st.sampled_from(["<!channel>", "<@U0SAM000001>", "<http://x.example|y>", "a & b", "*x*", "\u202e", "`"])
TEXT = st.lists(HOSTILE | st.text(max_size=20), min_size=1, max_size=8).map(" ".join)


def all_texts(surface_shown):
    """Every text that Slack reads as markup."""
    if isinstance(surface_shown, dict):
        markup = surface_shown.get("type") == "mrkdwn" or "blocks" in surface_shown
        if markup and isinstance(surface_shown.get("text"), str):
            yield surface_shown["text"]
        for value in surface_shown.values():
            yield from all_texts(value)
    elif isinstance(surface_shown, list):
        for one in surface_shown:
            yield from all_texts(one)


def without_links(text):
    """Take away the links that we write ourselves."""
    return text.replace(f"<{outcomes.URL}|Open the alert in ilert>", "").replace(
        f"<{outcomes.URL}|Open alert #7 in ilert>", ""
    )


@given(outcome=st.sampled_from(OUTCOMES), summary=TEXT, name=TEXT, policy=TEXT, fallback=TEXT, account=st.booleans())
def test_nothing_that_people_typed_or_named_becomes_a_mention_or_a_link(
    outcome, summary, name, policy, fallback, account
):
    request = dataclasses.replace(ASKED, summary=summary, target_name=name, has_account=account)
    if isinstance(outcome, Raised):
        outcome = dataclasses.replace(
            outcome, sighting=dataclasses.replace(outcome.sighting, escalation_policy_name=policy)
        )
    stands = standing(request, outcome)
    trying = Standing(request, State.STILL_TRYING)
    for shown in (
        sending_view(ENGLISH, request, "Alert"),
        standing_view(ENGLISH, trying, "Alert", fallback),
        standing_view(ENGLISH, stands, "Alert", fallback),
        submitted_before_view(ENGLISH, request, outcome, "Alert", fallback),
        submitted_before_view(ENGLISH, request, None, "Alert", fallback),
        *(standing_message(ENGLISH, one, surface, fallback) for one in (stands, trying) for surface in Surface),
    ):
        for text in all_texts(shown):
            assert "<" not in without_links(text)
            assert ">" not in without_links(text)
        assert all(len(block.get("text", {}).get("text", "")) <= SECTION_LIMIT for block in shown["blocks"])


@pytest.mark.parametrize("surface", [Surface.RECEIPT, Surface.DIRECT_MESSAGE])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_a_screen_reader_reads_says_it_all(outcome, surface):
    message = standing_message(ENGLISH, standing(ASKED, outcome), surface, FALLBACK)
    assert "Network Infrastructure" in message["text"]
    assert "“The checkout is down”" in message["text"]
    assert message["text"].endswith("Reference 7K3M-Q9XD")
    assert ":" + "white_check_mark" not in message["text"]


def test_old_alerts_that_ilert_only_took_claim_nothing():
    words = " ".join(Standing(ASKED, State.TAKEN, Sent()).sentences(ENGLISH, Surface.DIRECT_MESSAGE))
    assert words == "ilert has taken your alert to *Network Infrastructure*."


def test_a_sighting_in_a_state_of_a_later_ilert_claims_nothing():
    seen = Sighting(9, None, "SNOOZED")
    assert read(Raised(seen)) == "Your alert to *Network Infrastructure* is in ilert. It is alert #9 in ilert."
