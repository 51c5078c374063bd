"""Where the measurements take place: the sandbox's worlds, with more people in them."""

from pathlib import Path

from bot.sandbox.ilert.account import User
from bot.sandbox.large_world import large_world
from bot.sandbox.slack.workspace import Channel, Person
from bot.sandbox.worlds import World, small_world

CHANNEL = "C024BE91L"
"""`#demo`, which the policy below gives a channel dialog."""

ACCOUNT_CHANNEL = "C0OPS000001"
"""`#ops`, where people use the account dialog."""

SOURCE, POLICY_ID = 2247477, 81211
ACCOUNT_SOURCE = "2247480"

POLICY = """
[[slack_alert_source]]
id       = 2247477
channels = ["C024BE91L"]
announce = false

  [[slack_alert_source.escalation_policy]]
  id = 81211

  [[slack_alert_source.escalation_policy]]
  id = 81212
"""


def policy_for(root: Path, *, cards: bool = False) -> str:
    """Return the policy for a source tree: releases without cards do not know the key that switches them off."""
    if cards:
        return POLICY.replace("announce = false", "announce = true")
    knows = '"announce"' in (root / "docs" / "config.schema.json").read_text()
    return POLICY if knows else POLICY.replace("announce = false\n", "")


_FIRST_USER = 700_000


def crowded(*, people: int, users: int = 0) -> World:
    """Build a world with so many people more, each with an ilert account, all in both channels.

    With so many `users`, who are none of them, ilert's account is as large as such a company's.
    """
    world = large_world(users) if users else small_world()
    for n in range(people):
        email = f"crowd{n}@acme.example"
        person = Person(crowd_member(n), f"crowd{n}", f"Crowd {n}", email)
        world.workspace.people[person.id] = person
        world.workspace.channels[f"D0CROWD{n:05}"] = Channel(f"D0CROWD{n:05}", person.name, "im", [person.id])
        user = User(_FIRST_USER + n, "Crowd", str(n), email, "RESPONDER")
        world.account.users[user.id] = user
        for channel in (CHANNEL, ACCOUNT_CHANNEL):
            world.workspace.channels[channel].members.append(person.id)
    return world


def crowd_member(number: int) -> str:
    """Return the Slack id of one of those people."""
    return f"U0CROWD{number:05}"
