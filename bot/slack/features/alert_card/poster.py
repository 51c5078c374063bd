"""Posts the cards, and changes them as their alerts change: the newest state counts, and nothing is posted twice.

Slack has no key by which a repeated post is one (Slack docs, chat.postMessage). So an intent stands on disk before a
card or a line is posted; where the answer is lost, whether it stands there is left open, and it is not posted again.
"""

import logging
import math
from collections.abc import Callable
from dataclasses import replace

from cachetools import LRUCache, TTLCache
from structlog.contextvars import bound_contextvars
from structlog.stdlib import get_logger

from bot.metrics.labels import CardMessage
from bot.outbox.cards import Card, CardState
from bot.outbox.due_loop import DueLoop
from bot.outbox.live_store import Cards
from bot.runtime.clock import Clock, Sleep
from bot.runtime.problem_log import ProblemLog
from bot.slack.api.client import Posted, SlackApi
from bot.slack.api.errors import CannotPost, SlackFailure, SlackRateLimited, SlackRefused, SlackUnreachable
from bot.slack.features.alert_card.lines import lines
from bot.slack.features.alert_card.pace import Pace
from bot.slack.features.alert_card.views import SHARED, card_message
from bot.slack.ui.blocks import Message
from bot.wording.wording import Wordings

log = get_logger(__name__)

POLL_SECONDS = 5.0
_RETRY_SECONDS = 10.0
_SHARED_SECONDS = 60.0
_KEPT = 1000
_AT_ONCE = 20
"""How many cards are shown before it is looked anew which are the most urgent."""
_REST_SECONDS = 0.5
"""For how long nothing is read again where all that is due must wait for Slack's limits."""
_URGENCY = {"ACCEPTED": 0, "PENDING": 1}
# Slack docs, chat.update: there is no such message any more, or it cannot be changed any more.
_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
_NO_THREAD = frozenset({"cannot_reply_to_message", "thread_not_found", "message_not_found"})

OnCall = Callable[[CardMessage], None]
"""Told of each card or line that was `posted`, and of each card that was `edited`."""


class CardPoster:
    """Works on one card after the other, those of accepted alerts first."""

    def __init__(
        self,
        outbox: Cards,
        slack: SlackApi,
        wordings: Wordings,
        *,
        clock: Clock,
        sleep: Sleep,
        on_call: OnCall = lambda _: None,
    ) -> None:
        self._outbox = outbox
        self._slack = slack
        self._wordings = wordings
        self._clock = clock
        self._on_call = on_call
        self._pace = Pace()
        self._shared: TTLCache[str, bool] = TTLCache(_KEPT, _SHARED_SECONDS, timer=clock)
        self._shows: LRUCache[str, Message] = LRUCache(_KEPT)
        """What cards show, by their alerts' keys, as far as it was written since the start."""
        self._loop = DueLoop(self.show_next, ProblemLog(log, "cards_not_shown"), sleep=sleep)
        self._again_at = math.inf
        """When the first of the cards is due that were put off."""
        self._rest_until = -math.inf
        self.live = 0
        """How many cards stand in Slack and still change."""

    def wake(self) -> None:
        """Look at once for what is to be shown."""
        self._loop.wake()

    async def run(self) -> None:
        """Show cards until cancelled."""
        await self._loop.run()

    async def show_next(self) -> float:
        """Bring the most urgent cards that may be shown now up to date. Returns the seconds until others may be."""
        if (rest := self._rest_until - self._clock()) > 0:
            return rest
        if self._again_at <= self._clock():
            self._again_at = math.inf
        # To read what is due takes as long as there is: with each reading several are shown.
        cards = sorted(await self._outbox.due_cards(), key=_urgency)
        shown = 0
        for card in cards:
            if shown < _AT_ONCE and not self._wait(card):
                await self._show(card)
                shown += 1
        if shown:
            return 0.0
        if cards:
            self._rest_until = self._clock() + _REST_SECONDS
        self.live = await self._outbox.live_cards()
        return min([*map(self._wait, cards), POLL_SECONDS, max(self._again_at - self._clock(), 0.0)])

    async def _show(self, due: Card) -> None:
        card = await self._outbox.claim_card(due)
        if card is not None:
            with bound_contextvars(ref=card.live.entry.request.reference):
                await (self._post(card) if card.state is CardState.WANTED else self._edit(card))

    def _wait(self, card: Card) -> float:
        now = self._clock()
        wanted = card.state is CardState.WANTED
        return self._pace.post_wait(card.channel, now) if wanted else self._pace.edit_wait(now)

    async def _post(self, card: Card) -> None:
        try:
            shared = not card.direct and await self._is_shared(card.channel)
        except SlackFailure as error:
            await self._failed(card, error)
            return
        if shared:
            await self._go_direct(card, SHARED)
        elif await self._outbox.write_card(replace(card, state=CardState.POSTING)):
            await self._post_now(card)

    async def _post_now(self, card: Card) -> None:
        message = self._message(card)
        thread = {"thread_ts": card.thread_ts} if card.thread_ts else {}
        self._pace.posted(card.channel, self._clock())
        try:
            posted = await self._slack.post_message(card.channel, {**message, **thread})
        except SlackFailure as error:
            await self._not_posted(card, error)
        else:
            self._on_call("posted")
            self._shows[card.live.entry.key] = message
            told = card.told | lines(self._wordings.for_policy(), card).keys()
            await self._outbox.release_card(_at(card, posted, told))

    async def _not_posted(self, card: Card, error: SlackFailure) -> None:
        match error:
            case SlackRateLimited():
                self._pace.posts_limited(self._clock(), error.retry_after)
                await self._outbox.release_card(card)
            case SlackUnreachable(may_have_succeeded=True):
                log.warning("card_posting_in_doubt", problem=str(error))
                await self._put_off(replace(card, state=CardState.POSTING), _RETRY_SECONDS)
            case SlackRefused() if card.thread_ts and error.error in _NO_THREAD:
                await self._outbox.release_card(replace(card, thread_ts=None))
            case SlackRefused():
                log.error("card_refused", problem=str(error))
                await self._outbox.release_card(replace(card, state=CardState.REFUSED))
            case _:
                await self._failed(card, error)

    async def _edit(self, card: Card) -> None:
        message, key = self._message(card), card.live.entry.key
        if self._shows.get(key) != message:
            self._pace.edited(self._clock())
            try:
                await self._slack.update_message(Posted(card.channel, card.ts or ""), message)
            except SlackFailure as error:
                await self._not_edited(card, error)
                return
            self._on_call("edited")
            self._shows[key] = message
        await self._tell(card)

    async def _not_edited(self, card: Card, error: SlackFailure) -> None:
        match error:
            case SlackRateLimited():
                self._pace.edits_limited(self._clock(), error.retry_after)
                await self._outbox.release_card(card)
            case SlackRefused():
                gone = error.error in _GONE
                log.log(logging.INFO if gone else logging.ERROR, "card_not_edited", problem=str(error))
                await self._outbox.release_card(replace(card, state=CardState.GONE if gone else CardState.REFUSED))
            case _:
                await self._failed(card, error)

    async def _failed(self, card: Card, error: SlackFailure) -> None:
        """Give the card to its reporter where the channel takes nothing, and put it off after any other failure."""
        if isinstance(error, CannotPost):
            await self._go_direct(card, error.error)
            return
        log.debug("card_postponed", problem=str(error))
        await self._put_off(card, _RETRY_SECONDS)

    async def _tell(self, card: Card) -> None:
        """Post the lines that the thread does not have, and let the card go."""
        due = {} if card.direct else lines(self._wordings.for_policy(), card)
        for word, text in due.items():
            if word in card.told:
                continue
            if wait := self._pace.post_wait(card.channel, self._clock()):
                await self._put_off(card, wait)
                return
            intended = replace(card, told=card.told | {word})
            if not await self._outbox.write_card(intended):
                return
            if not await self._line(card, text):
                # It stays due, and what was told is as before.
                await self._put_off(card, _RETRY_SECONDS)
                return
            card = intended
        await self._outbox.release_card(replace(card, shown=card.wanted))

    async def _line(self, card: Card, text: str) -> bool:
        """Post a line. Returns false where it surely does not stand there, and may later."""
        self._pace.posted(card.channel, self._clock())
        try:
            await self._slack.post_message(card.channel, {"text": text, "thread_ts": card.thread_ts or card.ts})
        except SlackRateLimited as error:
            self._pace.posts_limited(self._clock(), error.retry_after)
            return False
        except SlackUnreachable as error:
            log.warning("card_line_failed", problem=str(error))
            return error.may_have_succeeded
        except SlackFailure as error:
            log.warning("card_line_failed", problem=str(error))
        else:
            self._on_call("posted")
        return True

    async def _go_direct(self, card: Card, problem: str) -> None:
        """Give the reporter the card directly, where it cannot stand in the channel."""
        log.warning("card_cannot_stand_in_channel", channel=card.channel, problem=problem)
        if card.direct:
            await self._outbox.release_card(replace(card, state=CardState.REFUSED))
            return
        person = card.live.entry.request.person.id
        direct = replace(card, state=CardState.WANTED, channel=person, ts=None, thread_ts=None, problem=problem)
        await self._outbox.release_card(direct)

    async def _put_off(self, card: Card, wait: float) -> None:
        self._again_at = min(self._again_at, self._clock() + wait)
        await self._outbox.release_card(card, wait)

    async def _is_shared(self, channel: str) -> bool:
        """Tell whether other companies read a channel. Asked once a minute at most."""
        if channel not in self._shared:
            found = await self._slack.channel(channel)
            self._shared[channel] = any(found.get(name) is True for name in ("is_ext_shared", "is_pending_ext_shared"))
        return self._shared[channel]

    def _message(self, card: Card) -> Message:
        # To the reporter alone it speaks their language.
        language = card.live.entry.request.language if card.direct else ""
        return card_message(self._wordings.for_language(language), card)


def _at(card: Card, posted: Posted, told: frozenset[str]) -> Card:
    return replace(card, state=CardState.POSTED, channel=posted.channel, ts=posted.ts, told=told, shown=card.wanted)


def _urgency(card: Card) -> tuple[int, int]:
    return _URGENCY.get(card.live.seen.status, len(_URGENCY)), card.live.entry.number
