"""A company in which teams keep to themselves: what belongs to a private team is for its members alone."""

from dataclasses import replace

from bot.sandbox.ilert.account import AlertSource, EscalationPolicy, Team
from bot.sandbox.worlds import World, small_world

_PAYMENTS, _SECURITY, _PLATFORM = 902, 903, 901
_ALICE, _ROBERT, _URSULA, _GUSTAV, _STELLA = 601, 602, 603, 604, 605


def private_teams_world() -> World:
    """Build the small world's people into two private teams and a public one, each with things of its own."""
    world = small_world()
    teams = [
        Team(_PLATFORM, "Platform", "PUBLIC", {_ALICE: "USER", _ROBERT: "RESPONDER"}),
        Team(_PAYMENTS, "Payments", "PRIVATE", {_ROBERT: "RESPONDER", _STELLA: "STAKEHOLDER"}),
        Team(_SECURITY, "Security", "PRIVATE", {_URSULA: "USER", _GUSTAV: "RESPONDER"}),
    ]
    policies = [
        EscalationPolicy(81211, "Network Infra Team", (_ROBERT,), "network"),
        EscalationPolicy(81212, "SRE Team Escalation", (_URSULA, _ROBERT), "sre", (_PLATFORM,)),
        EscalationPolicy(81213, "Payments On-Call", (_ROBERT,), "payments", (_PAYMENTS,)),
        EscalationPolicy(81215, "Security On-Call", (_URSULA,), "security", (_SECURITY,)),
    ]
    sources = [
        AlertSource(2247477, "Slack Alerts", "SLACK", "il1slack0demo0key", 81211),
        AlertSource(2247479, "Checkout monitoring", "PROMETHEUS", "il1prom0key", 81212, (_PLATFORM,)),
        AlertSource(2247484, "Card payments", "API", "il1api0cards", 81213, (_PAYMENTS,)),
        AlertSource(2247485, "Bank transfers", "API", "il1api0bank", 81213, (_PAYMENTS,)),
        AlertSource(2247486, "Intrusion detection", "API", "il1api0ids", 81215, (_SECURITY,)),
        AlertSource(2247487, "Payment fraud", "API", "il1api0fraud", 81213, (_PAYMENTS, _SECURITY)),
    ]
    titles = {
        "robert": "responder of the private team Payments",
        "ursula": "user of the private team Security",
        "gustav": "guest, responder of Security",
        "stella": "stakeholder of Payments",
    }
    for person in world.workspace.people.values():
        person.title = titles.get(person.name, person.title)
    account = replace(
        world.account,
        teams={team.id: team for team in teams},
        policies={policy.id: policy for policy in policies},
        sources={source.id: source for source in sources},
    )
    return World(world.workspace, account)
