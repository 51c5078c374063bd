"""What differs between two policies, in sentences for the log and for the admins' channel. Pure.

E-mail addresses are left out: these sentences are read by more people than the file is.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.policy.schema import EscalationPolicyChoice, IlertUsers, Policy, SlackAlertSource
from bot.policy.violations import quoted


def summarize(old: Policy, new: Policy) -> list[str]:
    """Describe all that changed. Equal policies give nothing; unequal ones never give nothing."""
    return [
        *_setting("language", old.language, new.language),
        *_setting("admin_channel", old.admin_channel, new.admin_channel),
        *_setting("dialog.title", old.dialog.title, new.dialog.title),
        *_setting("dialog.fallback", old.dialog.fallback, new.dialog.fallback),
        *_setting("on_call.enabled", old.on_call.enabled, new.on_call.enabled),
        *_ilert_users(old.ilert_users, new.ilert_users),
        *_sources(old.slack_alert_source, new.slack_alert_source),
        *(["The tests changed."] if old.test != new.test else []),
    ]


def _ilert_users(old: IlertUsers, new: IlertUsers) -> Iterator[str]:
    for key in ("enabled", "priority", "guests"):
        yield from _setting(f"ilert_users.{key}", getattr(old, key), getattr(new, key))
    if old.channels == "any" or new.channels == "any":
        yield from _setting("ilert_users.channels", old.channels, new.channels)
    else:
        yield from _list("ilert_users", "channel", "channels", old.channels, new.channels)
    yield from _emails(old.emails, new.emails)


def _emails(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for user in new:
        if user not in old:
            yield f"ilert_users.emails: {user} added."
        elif old[user] != new[user]:
            yield f"ilert_users.emails: the address of {user} changed."
    for user in old:
        if user not in new:
            yield f"ilert_users.emails: {user} removed."


def _sources(old: Sequence[SlackAlertSource], new: Sequence[SlackAlertSource]) -> Iterator[str]:
    before = {source.id: source for source in old}
    after = {source.id: source for source in new}
    for source in new:
        if source.id not in before:
            yield f"Alert source {source.id} added: {_offer(source)}."
        else:
            yield from _source(before[source.id], source)
    for source in old:
        if source.id not in after:
            yield f"Alert source {source.id} removed: {_offer(source)}."
    yield from _order("The alert sources", list(before), list(after))


def _source(old: SlackAlertSource, new: SlackAlertSource) -> Iterator[str]:
    name = f"Alert source {new.id}"
    yield from _list(name, "channel", "channels", old.channels, new.channels)
    yield from _policies(name, old.escalation_policy, new.escalation_policy)
    for key in ("label", "priority", "raise_", "guests", "fallback"):
        yield from _setting(f"{name}: {key.rstrip('_')}", getattr(old, key), getattr(new, key))


def _policies(name: str, old: Sequence[EscalationPolicyChoice], new: Sequence[EscalationPolicyChoice]) -> Iterator[str]:
    before = {choice.id: choice.name for choice in old}
    after = {choice.id: choice.name for choice in new}
    yield from _list(name, "escalation policy", "escalation policies", list(before), list(after))
    for policy_id in [choice.id for choice in new if choice.id in before]:
        yield from _setting(f"{name}: the name of escalation policy {policy_id}", before[policy_id], after[policy_id])


def _list(name: str, kind: str, plural: str, old: Sequence[object], new: Sequence[object]) -> Iterator[str]:
    yield from (f"{name}: {kind} {one} added." for one in new if one not in old)
    yield from (f"{name}: {kind} {one} removed." for one in old if one not in new)
    yield from _order(f"{name}: the {plural}", old, new)


def _order(what: str, old: Sequence[object], new: Sequence[object]) -> Iterator[str]:
    if [one for one in old if one in new] != [one for one in new if one in old]:
        yield f"{what} have another order."


def _setting(name: str, old: object, new: object) -> Iterator[str]:
    if old != new:
        yield f"{name} is now {_shown(new)}, was {_shown(old)}."


def _shown(value: object) -> str:
    match value:
        case None | "":
            return "empty"
        case bool():
            return str(value).lower()
        case list():
            return ", ".join(map(str, value))
        case _:
            return quoted(str(value))


def _offer(source: SlackAlertSource) -> str:
    policies = ", ".join(str(choice.id) for choice in source.escalation_policy)
    return f"channels {', '.join(source.channels)}, escalation policies {policies}"
