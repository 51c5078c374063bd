"""Every dialog and message that the bot can build, from what it is built from."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from bot.domain.account import Directory
from bot.domain.alerts import Origin, Outcome, Person
from bot.domain.decision import AccountOffer, ChannelOffer, Decision, Denied
from bot.domain.identity import NotMatched
from bot.domain.on_call import Duty, Level
from bot.outbox.cards import Card, CardState
from bot.outbox.model import Ended, Entry, Reported
from bot.policy.active import ActivePolicy
from bot.policy.schema import Dialog
from bot.slack.feature import manual_of
from bot.slack.features.alert import denial, results, views
from bot.slack.features.alert.command import first_dialog
from bot.slack.features.alert.left_out import left_out_message
from bot.slack.features.alert.standing import Standing, standing
from bot.slack.features.alert_card import form
from bot.slack.features.alert_card.views import SHARED, card_message
from bot.slack.features.alert_card.views import sentences as card_sentences
from bot.slack.features.all import FEATURES
from bot.slack.features.app_home.views import Home, home_view
from bot.slack.features.direct_message import greeting
from bot.slack.features.global_shortcut.views import channel_choice
from bot.slack.features.mine import SHOWN, mine_message
from bot.slack.features.on_call import choices as on_call_choices
from bot.slack.features.on_call import views as on_call
from bot.slack.features.whoami import whoami_message
from bot.slack.ui.closing import failure_message, failure_view
from bot.slack.ui.commands import ALERT_COMMAND, help_message, unknown_command_message
from bot.slack.ui.metadata import Metadata
from bot.wording.failures import FailureWording
from bot.wording.page_now import PageNowWording
from bot.wording.results import ResultsWording
from bot.wording.states import State, Surface
from bot.wording.wording import Wording
from tests.alerts import EVENT
from tests.live_alerts import ACCEPTED, PENDING, RESOLVED, live
from tests.outcomes import OUTCOMES, URL
from tests.wording.arguments import sentences

Surfaces = Iterator[tuple[str, Mapping[str, Any]]]
MANUAL = manual_of(FEATURES, ALERT_COMMAND)
OTHERS = (Origin("C0OPS000001", "ops"), Origin("C0WEB000001", "web"))
FALLBACK = "Urgent? Call the NOC: +49 221 0000"
LABELS = {"reference", "raised_link"}
"""What is no sentence by itself."""

NOT_BUILT_HERE = {"choose", "manifest", "closing_view"}
"""Answers to Slack, the app's settings, and what the dialogs above are made of."""


@dataclass(frozen=True)
class Situation:
    """Who asks, from where, what they are offered, and what came of an alert of theirs."""

    person: Person
    origin: Origin
    decision: Decision
    policy: ActivePolicy
    directory: Directory | None
    outcome: Outcome
    others: tuple[Origin, ...]
    fallback: str


def fixed(wording: Wording) -> Surfaces:
    """Build what differs by reason or state alone: every denial, every state of an alert, every failure, all help."""
    metadata = Metadata(EVENT.reference, EVENT.origin)
    for reason in (*NotMatched, *Denied):
        yield f"denial_message {reason}", denial.denial_message(wording, reason, metadata, OTHERS, FALLBACK, "Help")
    known = [Standing(EVENT, State.SENDING), Standing(EVENT, State.STILL_TRYING)]
    for stands in (*known, *(standing(EVENT, outcome) for outcome in OUTCOMES)):
        yield from _alert(wording, stands, FALLBACK)
    for guest in (False, True):
        yield f"set_up_message {guest}", denial.set_up_message(wording, EVENT.origin.channel_id, guest=guest)
    yield from _failures(wording)
    yield from _on_call(wording)
    yield from _cards(wording)
    yield "left_out_message", left_out_message(wording, "The checkout is down")
    for outcomes in ((), OUTCOMES):
        reported = [Reported(Entry(1, EVENT, "settled", 0.0, 0.0, outcome=outcome)) for outcome in outcomes]
        yield "mine_message", mine_message(wording, EVENT.person, reported[:SHOWN])
    yield "help_message", help_message(wording, MANUAL)
    yield "unknown_command_message", unknown_command_message(wording, "/il-alarm", MANUAL)
    yield "greeting", greeting(wording, SimpleNamespace(manual=MANUAL), "The checkout is down")


def surfaces(wording: Wording, situation: Situation) -> Surfaces:
    """Build what this person sees here: dialogs or why there is none, who they are, what came of their alert."""
    yield from _dialogs(wording, situation)
    if (reason := situation.decision.denial) is not None:
        metadata = Metadata(EVENT.reference, situation.origin)
        message = denial.denial_message(wording, reason, metadata, situation.others, situation.fallback, "Help")
        yield "denial_message", message
    request = dataclasses.replace(EVENT, person=situation.person, origin=situation.origin)
    yield from _alert(wording, standing(request, situation.outcome), situation.fallback)
    account = None
    if situation.directory is not None:
        account = situation.directory.users_by_email.get(situation.person.email or "")
    message = whoami_message(wording, situation.person, account, situation.decision, situation.directory)
    yield "whoami_message", message
    for known in (False, True):
        yield f"home_view {known}", home_view(wording, Home([], known, [], message["blocks"]))


def _dialogs(wording: Wording, situation: Situation) -> Surfaces:
    look, metadata = situation.policy.config.dialog, Metadata(EVENT.reference, situation.origin)
    typed = views.Typed("The checkout is down")
    decision = situation.decision
    if isinstance(offer := decision.account, AccountOffer):
        for source_id in (None, *offer.resources.alert_sources):
            view = views.account_dialog(wording, offer, look, metadata, typed, source_id=source_id, channel_too=True)
            yield f"account_dialog {source_id}", view
    if isinstance(offer := decision.channel, ChannelOffer):
        view = views.channel_dialog(wording, offer, look, metadata, typed, account_too=True)
        yield "channel_dialog", view
    if decision.denial is None:
        yield "first_dialog", first_dialog(wording, look, decision, metadata, typed, account_later=True)
    if situation.others:
        yield "channel_choice", channel_choice(wording, look, metadata, situation.others)


def _alert(wording: Wording, stands: Standing, fallback: str) -> Surfaces:
    title = views.channel_title(wording, Dialog())
    yield f"standing_view {stands.known}", results.standing_view(wording, stands, title, fallback)
    for surface in (Surface.RECEIPT, Surface.DIRECT_MESSAGE):
        message = results.standing_message(wording, stands, surface, fallback)
        yield f"standing_message {stands.known} {surface}", message
    yield "sending_view", results.sending_view(wording, stands.request, title)
    view = results.submitted_before_view(wording, stands.request, stands.outcome, title, fallback)
    yield f"submitted_before_view {stands.known}", view


def _on_call(wording: Wording) -> Surfaces:
    until, later = datetime(2026, 3, 4, 18, tzinfo=UTC), datetime(2026, 3, 5, 18, tzinfo=UTC)
    jane = Duty(81211, 1, 7, "Jane", phone="+49 221 0000", end=until)
    ever, after = Duty(81211, 2, 8, "Sam"), Duty(81211, 1, 8, "Sam", start=until, end=later)
    subject = on_call_choices.Subject("p81211", "Network", 81211, "Network")
    empty = [Level(1, (), ())]
    reader = on_call.Reader("Europe/Berlin", {}, phones=True)
    for shown in ([Level(1, (jane,), (after,)), Level(2, (ever,), ())], empty, None):
        answers = [on_call.Answer(subject, shown, age, URL) for age in (0.0, 600.0)]
        yield "answer", on_call.answer(wording, answers, reader, 60.0)
    yield "ask", on_call.ask(wording)
    yield "ask_among", on_call.ask_among(wording, "Network", [subject])


def _cards(wording: Wording) -> Surfaces:
    metadata = Metadata(EVENT.reference, EVENT.origin)
    for seen in (PENDING, ACCEPTED, RESOLVED, dataclasses.replace(PENDING, priority="LOW", responders=(), status="")):
        for ended in Ended:
            alert = live(seen, ended=ended)
            said = card_sentences(wording, alert)
            card = Card(alert, CardState.POSTED, "C024BE91L", "1.5", problem=SHARED)
            yield f"card_message {seen.status} {ended}", card_message(wording, card)
            yield f"progress_message {seen.status}", results.progress_message(wording, alert, said, FALLBACK)
            yield f"progress_view {seen.status}", results.progress_view(wording, alert, said, "", FALLBACK)
    yield "assign_view", form.assign_view(wording, metadata)
    yield "add_view", form.add_view(wording, metadata)
    yield "comment_view", form.comment_view(wording, metadata)
    yield "result_view", form.result_view(wording, wording.acting.assign_title(), wording.failures.unexpected())


def _failures(wording: Wording) -> Surfaces:
    for group in (FailureWording, PageNowWording, ResultsWording):
        for name, text, _ in sentences(wording, group):
            if name in LABELS:
                continue
            yield f"failure_message {name}", failure_message(wording, text, EVENT.reference, FALLBACK)
            yield f"failure_view {name}", failure_view(wording, text, EVENT.reference, "", FALLBACK)
