"""`/il-alert whoami`: what the bot takes a person for, what they may use here, and why not more. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping

from bot.domain.account import Directory, IlertUser, TeamRole
from bot.domain.alerts import Person
from bot.domain.decision import AccountOffer, ChannelOffer, Decision
from bot.domain.permissions import AccessReason
from bot.slack.features.alert.results import Message
from bot.slack.ui import texts
from bot.slack.ui.blocks import Block, section
from bot.slack.ui.mrkdwn import escape

_NAMES_SHOWN = 15
# Slack docs, section block: at most 3,000 characters of text.
_TEXT_LIMIT = 2900


def whoami_message(
    person: Person, account: IlertUser | None, decision: Decision, directory: Directory | None
) -> Message:
    """Tell a person what the bot thinks of them."""
    blocks = [
        _paragraph("You in Slack", _person_lines(person)),
        _paragraph("Your ilert account", _account_lines(account, decision, directory)),
        _paragraph("With your account, from here", _offer_lines(decision)),
        _paragraph("With this channel's dialog", _channel_lines(decision)),
    ]
    return {"text": texts.WHOAMI, "blocks": blocks}


def _paragraph(heading: str, lines: Iterable[str]) -> Block:
    return section(f"*{heading}*\n" + "\n".join(lines)[:_TEXT_LIMIT])


def _person_lines(person: Person) -> list[str]:
    marks = [
        word
        for word, holds in (
            ("guest", person.guest),
            ("from another company's workspace", person.external),
            ("e-mail not confirmed", not person.email_confirmed),
        )
        if holds
    ]
    email = escape(person.email) if person.email else "no e-mail address known"
    return [f"{escape(person.name)}, {email}" + (f" ({', '.join(marks)})" if marks else "")]


def _account_lines(account: IlertUser | None, decision: Decision, directory: Directory | None) -> list[str]:
    if account is None or directory is None:
        reason = decision.account
        return [texts.NO_ILERT_ACCOUNT if isinstance(reason, AccountOffer) else texts.denial(reason)]
    teams = [
        f"{escape(team.name)} ({'private' if team.private else 'public'}, {_word(team.members[account.id])})"
        for team in directory.teams.values()
        if account.id in team.members
    ]
    return [
        f"{escape(account.name)}, {escape(account.email)}, role {account.role.value.capitalize()}",
        f"Teams: {', '.join(sorted(teams)) or 'none'}",
    ]


def _offer_lines(decision: Decision) -> list[str]:
    offer = decision.account
    if not isinstance(offer, AccountOffer):
        return [texts.denial(offer)]
    found = offer.resources
    return [
        f"{_names('alert source', (one.name for one in found.alert_sources.values()))}",
        f"{_names('escalation policy', (one.name for one in found.escalation_policies.values()))}",
        *_withheld("alert source", found.denied_sources),
        *_withheld("escalation policy", found.denied_policies),
    ]


def _channel_lines(decision: Decision) -> list[str]:
    offer = decision.channel
    if not isinstance(offer, ChannelOffer):
        return [texts.denial(offer)]
    return [_names("escalation policy", (choice.name for choice in offer.choices))]


def _names(kind: str, names: Iterable[str]) -> str:
    found = sorted(names, key=str.casefold)
    shown = ", ".join(escape(name) for name in found[:_NAMES_SHOWN])
    more = f" and {len(found) - _NAMES_SHOWN} more" if len(found) > _NAMES_SHOWN else ""
    return f"{_count(len(found), kind)}{': ' if shown else ''}{shown}{more}"


def _withheld(kind: str, withheld: Mapping[int, AccessReason]) -> list[str]:
    times = Counter(withheld.values())
    return [f"Not offered: {_count(number, kind)} {texts.why_not(why)}" for why, number in sorted(times.items())]


def _count(number: int, kind: str) -> str:
    plural = kind if number == 1 else f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
    return f"{number} {plural}"


def _word(role: TeamRole) -> str:
    return role.value.capitalize()
