"""Ready-made worlds: a workspace and an account that fit together."""

import time
from dataclasses import dataclass

from bot.sandbox.ilert.account import (
    Account,
    AlertSource,
    EscalationPolicy,
    EscalationRule,
    Schedule,
    Shift,
    Team,
    User,
)
from bot.sandbox.slack.workspace import Channel, Person, Workspace

TEAM = "T0ACME00001"
BOT = "U0ILERTBOT1"


@dataclass(frozen=True, slots=True)
class World:
    """What a sandbox starts with."""

    workspace: Workspace
    account: Account


def small_world() -> World:
    """Build a company with one person of each kind that matters."""
    return World(_workspace(), _account())


def _people() -> list[Person]:
    alice, robert = "alice.adler@acme.example", "robert.mueller@acme.example"
    return [
        Person("U0ALICE0001", "alice", "Alice Adler", alice, "ilert admin"),
        Person("U0ROBERT001", "robert", "Robert Müller", robert, "responder of the private team Payments"),
        Person("U0URSULA001", "ursula", "Ursula Unger", "ursula.unger@acme.example", "ilert user without a team"),
        Person("U0SAM000001", "sam", "Sam Sommer", "sam.sommer@acme.example"),
        Person("U0HANNA0001", "hanna", "Hanna Huber", "hanna.huber@acme.example", "Slack in German", locale="de-DE"),
        Person("U0CLAIRE001", "claire", "Claire Caron", "claire.caron@acme.example", "Slack in French", locale="fr-FR"),
        Person("U0GINA00001", "gina", "Gina Gast", "gina.gast@supplier.example", "guest", guest=True),
        Person(
            "U0GUSTAV001",
            "gustav",
            "Gustav Gruber",
            "gustav.gruber@supplier.example",
            "guest, ilert responder",
            guest=True,
        ),
        Person("U0STELLA001", "stella", "Stella Stark", "stella.stark@acme.example", "ilert stakeholder"),
        Person("U0DANA00001", "dana", "Dana Dorn", "dana.dorn@acme.example", "deactivated in Slack", deleted=True),
        Person("U0EVE000001", "eve", "Eve Extern", alice, "external, claims Alice's e-mail", "T0OTHER0001"),
        Person(
            "U0MALLORY01",
            "mallory",
            "Mallory Mahler",
            robert,
            "claims Robert's e-mail, unconfirmed",
            email_confirmed=False,
        ),
        Person(BOT, "ilert", "ilert", None, "the bot", bot=True),
    ]


def _channels(people: list[Person]) -> list[Channel]:
    humans = [person.id for person in people if not person.bot]
    everybody = [*humans, BOT]
    rooms = [
        Channel("C024BE91L", "demo", "public", list(everybody), "Anybody may alert the engineers from here"),
        Channel("C0OPS000001", "ops", "public", list(everybody), "Operations"),
        Channel("C0GENERAL01", "general", "public", list(everybody), "Everybody"),
        Channel("C0RANDOM001", "random", "public", list(humans), "The bot is not here"),
        Channel("C0PAYMENTS1", "payments", "private", ["U0ALICE0001", "U0ROBERT001", BOT], "Payments only"),
        Channel("C0SECRET001", "secret", "private", ["U0ALICE0001", "U0ROBERT001"], "Neither is it here"),
        Channel("C0OLD000001", "old", "public", list(everybody), "An archived channel", archived=True),
    ]
    return [*rooms, *(Channel(f"D0{user[2:]}", person_name, "im", [user]) for user, person_name in _named(people))]


def _named(people: list[Person]) -> list[tuple[str, str]]:
    return [(person.id, person.name) for person in people if not person.bot]


def _workspace() -> Workspace:
    people = _people()
    return Workspace(
        team_id=TEAM,
        name="Acme",
        domain="acme",
        people={person.id: person for person in people},
        channels={channel.id: channel for channel in _channels(people)},
    )


def _account() -> Account:
    alice, robert, ursula, gustav, stella, dana = 601, 602, 603, 604, 605, 606
    users = [
        User(alice, "Alice", "Adler", "alice.adler@acme.example", "ADMIN"),
        User(robert, "Robert", "Müller", "robert.mueller@acme.example", "RESPONDER", "de"),
        User(ursula, "Ursula", "Unger", "ursula.unger@acme.example", "USER"),
        User(gustav, "Gustav", "Gruber", "gustav.gruber@supplier.example", "RESPONDER"),
        User(stella, "Stella", "Stark", "stella.stark@acme.example", "STAKEHOLDER"),
        User(dana, "Dana", "Dorn", "dana.dorn@acme.example", "USER"),
    ]
    platform, payments = 901, 902
    teams = [
        Team(platform, "Platform", "PUBLIC", {alice: "USER", robert: "RESPONDER"}),
        Team(payments, "Payments", "PRIVATE", {robert: "RESPONDER"}),
    ]
    rota, nights = 501, 502
    change = (time.time() // 3600 + 26) * 3600
    schedules = [
        Schedule(rota, "Platform rota", ursula, end=change, later=(Shift(robert, change, change + 7 * 86_400),)),
        Schedule(nights, "Nights, nobody signed up"),
    ]
    policies = [
        EscalationPolicy(81211, "Network Infra Team", (robert,), "network", further=(EscalationRule((alice,)),)),
        EscalationPolicy(
            81212,
            "SRE Team Escalation",
            (ursula, robert),
            "sre",
            (platform,),
            further=(EscalationRule(schedules=(rota,)),),
        ),
        EscalationPolicy(
            81213,
            "Payments On-Call",
            (robert,),
            "payments",
            (payments,),
            further=(EscalationRule(schedules=(nights,)),),
        ),
        EscalationPolicy(81214, "Database Admins", (alice,)),
    ]
    sources = [
        AlertSource(2247477, "Slack Alerts", "SLACK", "il1slack0demo0key", 81211),
        AlertSource(2247478, "Payments Slack", "SLACK", "il1slack0pay0key", 81213, (payments,)),
        AlertSource(2247479, "Checkout monitoring", "PROMETHEUS", "il1prom0key", 81212, (platform,)),
        AlertSource(2247480, "Core database", "API", "il1api0database", 81214),
        AlertSource(2247481, "Old firewall", "API", "il1api0firewall", 81211, active=False),
        AlertSource(2247482, "Backup jobs", "API", "il1api0backup", 81211, in_maintenance=True),
        AlertSource(2247483, "Public front, private policy", "API", "il1api0front", 81213),
    ]
    return Account(
        api_key="sandbox-ilert-api-key",
        users={user.id: user for user in users},
        teams={team.id: team for team in teams},
        policies={policy.id: policy for policy in policies},
        sources={source.id: source for source in sources},
        schedules={schedule.id: schedule for schedule in schedules},
        key_user=alice,
    )
