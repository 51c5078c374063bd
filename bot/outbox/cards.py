"""An alert's card: the one message that shows people in Slack how the alert stands. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from bot.outbox.model import LiveAlert


class CardState(StrEnum):
    """How a card stands, as persisted. A word of another release reads as `GONE`: that card is left alone."""

    WANTED = "wanted"
    POSTING = "posting"
    """It is about to be posted, or was when the answer was lost: whether it stands there nobody knows.

    It is not posted again. Its first click tells where it is.
    """
    POSTED = "posted"
    GONE = "gone"
    """Somebody has deleted it in Slack, and it stays so."""
    REFUSED = "refused"
    """Slack takes it nowhere."""

    @classmethod
    def _missing_(cls, _value: object) -> "CardState":
        return cls.GONE


@dataclass(frozen=True, slots=True)
class Card:
    """One alert's card, and what it is to show.

    `channel` is a conversation's id, or a user's until the card is posted to them. `ts` is its message, `thread_ts` the
    thread that it stands in. `problem` is why it goes to the reporter directly, in Slack's word; empty where it stands
    where it should. `told` names the lines that its thread has, or may have. `escalations` counts the levels that were
    called in vain. `wanted` counts what it was to show, `shown` what it shows.
    """

    live: LiveAlert
    state: CardState
    channel: str
    ts: str | None = None
    thread_ts: str | None = None
    problem: str = ""
    told: frozenset[str] = frozenset()
    escalations: int = 0
    wanted: int = 1
    shown: int = 0
    fence: int = 0

    @property
    def direct(self) -> bool:
        """Whether only the reporter sees it."""
        return bool(self.problem)


@dataclass(frozen=True, slots=True)
class CardRequest:
    """A card that an alert is to get. The fields are those of `Card`."""

    channel: str
    thread_ts: str | None = None
    problem: str = ""
