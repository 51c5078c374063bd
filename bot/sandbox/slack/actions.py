"""What all acts of people have in common: who acts on what, and how the app hears of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.acks import Ack
from bot.sandbox.slack.block_kit import elements_of
from bot.sandbox.slack.service import Slack
from bot.sandbox.slack.socket_mode import NoConnection
from bot.sandbox.slack.workspace import Person

MIN_QUERY = 3
"""From how many characters on an external select asks the app (Slack docs: the default of `min_query_length`)."""

ElementAddress = tuple[str, str]
"""Where an element is: its block id and its action id."""


class ImpossibleAction(Exception):
    """Slack's client offers no way to do this."""


def person_of(slack: Slack, user: str) -> Person:
    """Find who acts.

    Raises:
        ImpossibleAction: There is nobody with this id.
    """
    try:
        return slack.workspace.people[user]
    except KeyError:
        raise ImpossibleAction("no such person") from None


def element_at(blocks: Sequence[dict[str, Any]], place: ElementAddress) -> tuple[dict[str, Any], dict[str, Any]]:
    """Find a block and its element.

    Raises:
        ImpossibleAction: There is none.
    """
    for block in blocks:
        for element in elements_of(block):
            if (block.get("block_id"), element.get("action_id")) == place:
                return block, element
    raise ImpossibleAction(f"nothing to act on at {place}")


def external_select(blocks: Sequence[dict[str, Any]], place: ElementAddress) -> dict[str, Any]:
    """Find an element that asks the app for its options.

    Raises:
        ImpossibleAction: There is none.
    """
    _, element = element_at(blocks, place)
    if not element["type"].endswith("external_select"):
        raise ImpossibleAction("this is no external select")
    return element


def action_json(slack: Slack, block: Mapping[str, Any], element: Mapping[str, Any], entry: Any) -> dict[str, Any]:
    """Write what was done to an element; `entry` is what is entered now, if it holds anything."""
    shown = {name: element[name] for name in ("text", "value", "style", "placeholder", "url") if name in element}
    return {
        "type": element["type"],
        "block_id": block["block_id"],
        "action_id": element["action_id"],
        **shown,
        **(entry or {}),
        "action_ts": f"{slack.clock.now():.6f}",
    }


async def interact(slack: Slack, payload: Mapping[str, Any]) -> Ack | None:
    """Tell the app of an interaction. Returns None if it is not connected or did not acknowledge in time."""
    try:
        return await slack.socket.deliver("interactive", payload)
    except NoConnection:
        return None


async def search(
    slack: Slack,
    user: str,
    blocks: Sequence[dict[str, Any]],
    place: ElementAddress,
    query: str,
    *,
    where: dict[str, Any],
    suggested: dict[ElementAddress, list[Any]],
) -> Any:
    """Type into an external select. Returns the app's answer, None if it gave none that Slack accepts.

    `where` says in the payload what the select is in; `suggested` remembers what it offers now.

    Raises:
        ImpossibleAction: There is no such select.
    """
    if len(query) < external_select(blocks, place).get("min_query_length", MIN_QUERY):
        return {"options": []}
    asked = {"block_id": place[0], "action_id": place[1]}
    person = person_of(slack, user)
    ack = await interact(slack, payloads.block_suggestion(slack.workspace, person, where, asked, query))
    options = options_of_answer(ack)
    if ack is None or options is None:
        return None
    suggested[place] = options
    return ack.payload


def accepted(ack: Ack | None) -> bool:
    """Tell whether Slack takes an acknowledgement."""
    return ack is not None and not ack.problems


def options_of_answer(ack: Ack | None) -> list[Any] | None:
    """Collect the options of the app's answer to a search; None if there is none that Slack accepts."""
    if ack is None or ack.problems or ack.payload is None:
        return None
    groups = ack.payload.get("option_groups") or [ack.payload]
    return [option for group in groups for option in group["options"]]
