"""What an alert's card shows: its state in words first, then who has it, then what can be done. Pure."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from bot.domain.alerts import Raised
from bot.outbox.acceptance import acceptance
from bot.outbox.actions import ActionKind, AlertAction
from bot.outbox.cards import Card
from bot.outbox.model import Ended, LiveAlert
from bot.slack.features.alert.standing import target_name
from bot.slack.notifications.progress import calling, names, when, who
from bot.slack.ui.blocks import Block, Message, context, plain_text, section
from bot.slack.ui.mrkdwn import cut, escape, link
from bot.wording.card import CardWording
from bot.wording.wording import Wording

ACCEPT = "card_accept"
RESOLVE = "card_resolve"
MENU = "card_menu"
"""Action ids. A button's value is the alert's key, an option's a word of these and the key."""

ASSIGN_TO_ME, ASSIGN_TO, ADD_RESPONDER, COMMENT, OPEN = "me", "assign", "add", "comment", "open"

DIRECT_MESSAGE = "direct_message"
SHARED = "shared"
"""Problems of a card that Slack has no word for: it was asked for in a direct message; others would read it."""

_WHY_DIRECT: Mapping[str, Callable[[CardWording, str], str]] = MappingProxyType(
    {
        SHARED: CardWording.shared,
        "is_archived": CardWording.archived,
        "channel_not_found": CardWording.not_a_member,
        "not_in_channel": CardWording.not_a_member,
    }
)
_ACTIONS_SHOWN = 5
# Slack docs, chat.update: the text is cut after 4,000 characters.
_TEXT_LIMIT = 3900
_SUMMARY_LIMIT = 400


def card_message(wording: Wording, card: Card) -> Message:
    """Write a card. Its text is all that screen readers and notifications have (Slack docs, messages)."""
    alert, say = card.live, wording.card
    said = [*sentences(wording, alert), *_why_direct(say, card)]
    buttons = _buttons(say, alert)
    hint = [say.accepting_stops()] if buttons and alert.seen.status == "PENDING" else []
    note = " ".join([*hint, wording.results.reference(alert.entry.request.reference)])
    text = " ".join([_headline(say, alert, linked=False) + ".", *said, *_what_can_be_done(say, alert), note])
    return {
        "text": cut(text, _TEXT_LIMIT),
        "blocks": [
            section(f"*{_headline(say, alert, linked=True)}*"),
            section("\n".join(said)),
            *([{"type": "actions", "elements": buttons}] if buttons else []),
            context(note),
        ],
    }


def sentences(wording: Wording, alert: LiveAlert) -> list[str]:
    """Say how an alert stands, whom it is for, who raised it, and who has it."""
    say, request = wording.card, alert.entry.request
    raised_at = when(say, datetime.fromtimestamp(alert.entry.accepted_at, UTC))
    return [
        _target(wording, alert),
        say.raised_by(f"<@{request.person.id}>", raised_at),
        *([link(request.origin.permalink, say.about_message())] if request.origin.permalink else []),
        *_who_has_it(wording, alert),
        *([say.low_priority()] if alert.seen.priority == "LOW" else []),
        *([say.merged(alert.seen.alert_id)] if alert.merged else []),
        *_pressed(say, alert),
        *_not_followed(say, alert),
    ]


def is_open(alert: LiveAlert) -> bool:
    """Tell whether something can still be done with an alert from here."""
    return alert.ended is Ended.NO and alert.seen.status != "RESOLVED"


def can_comment(alert: LiveAlert) -> bool:
    """Tell whether ilert takes a comment: it does by an event, for an alert that was raised by one."""
    return isinstance(alert.entry.outcome, Raised) and alert.entry.outcome.by_event and not alert.merged


def _what_can_be_done(say: CardWording, alert: LiveAlert) -> list[str]:
    if not is_open(alert):
        return []
    return [say.with_the_buttons() if alert.seen.status == "PENDING" else say.with_the_button()]


def _headline(say: CardWording, alert: LiveAlert, *, linked: bool) -> str:
    summary = cut(escape(" ".join(alert.entry.request.summary.split())), _SUMMARY_LIMIT)
    if linked and alert.seen.url:
        # `link` escapes by itself.
        summary = link(alert.seen.url, " ".join(alert.entry.request.summary.split())[:_SUMMARY_LIMIT])
    match alert.seen.status:
        case "PENDING":
            return say.pending(summary)
        case "ACCEPTED":
            return say.accepted(summary)
        case "RESOLVED":
            return say.resolved(summary)
        case _:
            return say.in_ilert(summary)


def _target(wording: Wording, alert: LiveAlert) -> str:
    say, request, outcome = wording.card, alert.entry.request, alert.entry.outcome
    target, policy = target_name(wording, request), f"*{escape(alert.seen.escalation_policy_name or '')}*"
    chosen = request.target.escalation_policy_id is not None
    if chosen and isinstance(outcome, Raised) and outcome.by_another_policy:
        return say.alerts_another(target, policy)
    return say.alerts(target) if policy in (target, "**") else say.alerts_as(target, policy)


def _who_has_it(wording: Wording, alert: LiveAlert) -> Iterator[str]:
    say, seen = wording.card, alert.seen
    if seen.status == "PENDING":
        yield say.assigned_to(names(wording, seen.responders)) if seen.responders else say.assigned_to_nobody()
        # Whom it calls now was just said.
        _, *coming = calling(wording, seen)
        yield from coming
    else:
        if seen.responders:
            yield say.assigned_to(names(wording, seen.responders))
        accepted = acceptance(alert)
        if accepted is not None and accepted.name:
            yield say.accepted_by(who(accepted), when(say, accepted.at))


def _pressed(say: CardWording, alert: LiveAlert) -> Iterator[str]:
    """Say who pressed what and when; ilert records it as done by the API key's user or by the alert source."""
    done = [one for one in alert.actions if one.done or _seems_done(alert, one)]
    for one in done[-_ACTIONS_SHOWN:]:
        user, time = f"<@{one.person_id}>", when(say, datetime.fromtimestamp(one.at, UTC))
        name = f"*{escape(one.about)}*"
        match one.kind:
            case ActionKind.ACCEPT:
                yield say.pressed_accept(user, time)
            case ActionKind.RESOLVE:
                yield say.pressed_resolve(user, time)
            case ActionKind.ASSIGN:
                yield say.assigned_by(user, name, time)
            case ActionKind.ADD_RESPONDER:
                yield say.added_by(user, name, time)
            case ActionKind.COMMENT:
                yield say.commented_by(user, time)


def _seems_done(alert: LiveAlert, action: AlertAction) -> bool:
    """Tell whether what somebody asked for, and ilert did not confirm at once, has come to be."""
    if action.kind is ActionKind.ACCEPT:
        return alert.seen.status == "ACCEPTED" and not alert.seen.accepted_by
    return action.kind is ActionKind.RESOLVE and alert.seen.status == "RESOLVED"


def _not_followed(say: CardWording, alert: LiveAlert) -> Iterator[str]:
    time = when(say, datetime.fromtimestamp(alert.changed_at, UTC))
    match alert.ended:
        case Ended.TOO_OLD:
            yield say.too_old(time)
        case Ended.GONE:
            yield say.gone(time)


def _why_direct(say: CardWording, card: Card) -> list[str]:
    if card.problem in ("", DIRECT_MESSAGE):
        return []
    channel, why = f"<#{card.live.entry.request.origin.channel_id}>", _WHY_DIRECT.get(card.problem)
    return [say.cannot_post(channel, escape(card.problem)) if why is None else why(say, channel)]


def _buttons(say: CardWording, alert: LiveAlert) -> list[Block]:
    if not is_open(alert):
        return []
    key = alert.entry.key
    accept = {
        "type": "button",
        "action_id": ACCEPT,
        "text": plain_text(say.accept()),
        "accessibility_label": say.accept_label(),
        "value": key,
    }
    resolve = {
        "type": "button",
        "action_id": RESOLVE,
        "text": plain_text(say.resolve()),
        "accessibility_label": say.resolve_label(),
        "value": key,
        "confirm": {
            "title": plain_text(say.resolve_question()),
            "text": plain_text(say.resolve_consequence()),
            "confirm": plain_text(say.resolve()),
            "deny": plain_text(say.cancel()),
        },
    }
    menu = {"type": "overflow", "action_id": MENU, "options": _options(say, alert)}
    return [*([accept] if alert.seen.status == "PENDING" else []), resolve, menu]


def _options(say: CardWording, alert: LiveAlert) -> list[Block]:
    key, url = alert.entry.key, alert.seen.url
    found = [(say.assign_to_me(), ASSIGN_TO_ME), (say.assign_to(), ASSIGN_TO), (say.add_responder(), ADD_RESPONDER)]
    found += [(say.comment(), COMMENT)] * can_comment(alert)
    options: list[Block] = [{"text": plain_text(text), "value": f"{word} {key}"} for text, word in found]
    if url:
        options.append({"text": plain_text(say.open_in_ilert()), "value": f"{OPEN} {key}", "url": url})
    return options
