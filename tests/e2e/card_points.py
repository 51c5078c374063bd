"""The points of a card's life at which a daemon can be killed."""

from collections.abc import Callable, Mapping

from bot.delivery.acting import Acting
from bot.outbox import card_table
from bot.slack.features.alert_card.poster import CardPoster
from bot.slack.features.alert_card.subscriber import CardSubscriber

NEW_CARD_POINTS = (
    "before the card is wanted",
    "after the card is wanted",
    "after the card is claimed",
    "before the card's intent",
    "between the card's intent and its post",
    "between the card's post and recording",
    "after the card is posted and recorded",
)
"""While it is posted."""

CHANGED_CARD_POINTS = (
    "before the card is changed",
    "after the card is claimed",
    "before the edit",
    "between the edit and the line",
    "before the card's intent",
    "between the line's intent and its post",
    "after the line is posted",
    "between the card's post and recording",
    "after the card is changed and recorded",
)
"""While one that stands there is changed."""

PRESSED_POINTS = (
    "before the action's intent",
    "between the action's intent and the call",
    "after the action's call",
)
"""While somebody presses a button of it."""

Reached = Callable[..., None]
Around = Callable[..., None]
"""Has a daemon end before or after a function is called, which is given by its owner and its name."""


def setters(around: Around, around_async: Around) -> Mapping[str, Callable[[Reached], None]]:
    """Say how each is armed."""
    return {
        "before the card is wanted": lambda end: around_async(CardSubscriber, "notify", end, before=True),
        "after the card is wanted": lambda end: around_async(CardSubscriber, "notify", end, after=True),
        "before the card is changed": lambda end: around_async(CardSubscriber, "notify", end, before=True),
        "after the card is claimed": lambda end: around(card_table, "claim", end, after=True),
        "before the card's intent": lambda end: around(card_table, "write", end, before=True),
        # What the table was told is on disk when the poster goes on: it is committed by then.
        "between the card's intent and its post": lambda end: around_async(CardPoster, "_post_now", end, before=True),
        "between the card's post and recording": lambda end: around(card_table, "release", end, before=True),
        "after the card is posted and recorded": lambda end: around_async(CardPoster, "_post", end, after=True),
        "after the card is changed and recorded": lambda end: around_async(CardPoster, "_edit", end, after=True),
        "before the edit": lambda end: around_async(CardPoster, "_edit", end, before=True),
        "between the edit and the line": lambda end: around_async(CardPoster, "_tell", end, before=True),
        "between the line's intent and its post": lambda end: around_async(CardPoster, "_line", end, before=True),
        "after the line is posted": lambda end: around_async(CardPoster, "_line", end, after=True),
        "before the action's intent": lambda end: around_async(Acting, "act", end, before=True),
        "between the action's intent and the call": lambda end: around_async(Acting, "_do", end, before=True),
        "after the action's call": lambda end: around_async(Acting, "_do", end, after=True),
    }
