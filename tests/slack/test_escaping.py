"""No message lets what somebody typed mention anybody or link anywhere: all builders, any text."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alerts import Failure, NotDelivered
from bot.domain.decision import decide
from bot.slack.features.alert.results import standing_message, standing_view
from bot.slack.features.alert.standing import Surface, standing
from bot.slack.features.whoami import whoami_message
from bot.slack.ui.closing import failure_message, failure_view
from bot.slack.ui.commands import Manual, unknown_command_message
from tests.accounts import ACCOUNT, IN_DEMO, policy, slack_person
from tests.alerts import EVENT
from tests.english import ENGLISH

TYPED = st.text("<>!@#|&;ltgamp/:hC0U`* x", min_size=1, max_size=40).map("<!channel>{}".format)
GIVEN_UP = NotDelivered(Failure.ILERT_UNREACHABLE, "timeout")


def mrkdwn(surface):
    """Yield every text of a message or dialog that Slack reads as mrkdwn."""
    if isinstance(surface, dict):
        if surface.get("type") == "mrkdwn" or (
            isinstance(surface.get("text"), str) and surface.get("type") != "plain_text"
        ):
            yield surface["text"]
        for inner in surface.values():
            yield from mrkdwn(inner)
    elif isinstance(surface, list):
        for inner in surface:
            yield from mrkdwn(inner)


def builders():
    """Name what is shown, made of a text that somebody typed."""

    def alert(text):
        return standing(dataclasses.replace(EVENT, summary=text), GIVEN_UP)

    def person(text):
        return dataclasses.replace(slack_person(), name=text, email=f"{text}@acme.example")

    return {
        "a result": lambda text: standing_message(ENGLISH, alert(text), next(iter(Surface)), text),
        "a dialog's result": lambda text: standing_view(ENGLISH, alert(text), "Alert", text),
        "a failure": lambda text: failure_message(ENGLISH, "It failed.", "7K3M-Q9XD", text),
        "a dialog's failure": lambda text: failure_view(ENGLISH, "It failed.", "7K3M-Q9XD", text, text),
        "an unknown command": lambda text: unknown_command_message(ENGLISH, text, Manual("/il-alert", ())),
        "whoami": lambda text: whoami_message(
            ENGLISH, person(text), None, decide(person(text), IN_DEMO, policy(), ACCOUNT), ACCOUNT
        ),
    }


@pytest.mark.parametrize("name", builders())
@given(TYPED)
def test_what_is_typed_mentions_nobody(name, text):
    surface = builders()[name](text)
    assert [shown for shown in mrkdwn(dict(surface)) if "<!channel>" in shown] == []
