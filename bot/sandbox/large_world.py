"""A large company: the small one with thousands of users, teams, alert sources and policies around it."""

from collections.abc import Iterator
from itertools import islice, product

from bot.sandbox.ilert.account import Account, AlertSource, EscalationPolicy, Team, User
from bot.sandbox.worlds import World, small_world

USERS = 10_000
TEAMS = 500
ALERT_SOURCES = 2_000
ESCALATION_POLICIES = 500

_FIRST_ID = 1_000_000
_MEMBERS = 20
_ROLES = ("RESPONDER", "USER", "RESPONDER", "USER", "RESPONDER", "GUEST", "RESPONDER", "STAKEHOLDER")
_TEAM_ROLES = ("RESPONDER", "USER", "RESPONDER", "STAKEHOLDER", "ADMIN")
_KINDS = ("PROMETHEUS", "API", "GRAFANA", "CHECKMK", "ZABBIX")
_AREAS = ("Checkout", "Search", "Payments", "Warehouse", "Shipping", "Identity", "Mail", "Network", "Storage", "Media")
_PARTS = ("database", "frontend", "API", "queue", "cache", "batch jobs", "certificates", "DNS", "backups", "logging")
_SITES = ("Cologne", "Berlin", "Vienna", "Zürich", "Paris", "Lisbon", "Dublin", "Oslo", "Prague", "Warsaw")


def large_world() -> World:
    """Build the small world with a large account around it. The same each time."""
    world = small_world()
    account = world.account
    users, teams = _users(), _teams()
    policies, sources = _policies(), _sources()
    return World(
        world.workspace,
        Account(
            api_key=account.api_key,
            key_user=account.key_user,
            users=account.users | {user.id: user for user in users},
            teams=account.teams | {team.id: team for team in teams},
            policies=account.policies | {policy.id: policy for policy in policies},
            schedules=account.schedules,
            sources=account.sources | {source.id: source for source in sources},
        ),
    )


def _users() -> list[User]:
    return [
        User(_FIRST_ID + n, f"Person{n}", f"Number{n}", f"person{n}@acme.example", _ROLES[n % len(_ROLES)])
        for n in range(USERS)
    ]


def _teams() -> list[Team]:
    return [
        Team(
            _FIRST_ID + n,
            f"Team {n}",
            "PRIVATE" if n % 3 == 0 else "PUBLIC",
            {_FIRST_ID + (n * _MEMBERS + m) % USERS: _TEAM_ROLES[m % len(_TEAM_ROLES)] for m in range(_MEMBERS)},
        )
        for n in range(TEAMS)
    ]


def _policies() -> list[EscalationPolicy]:
    return [
        EscalationPolicy(_FIRST_ID + n, f"On-call {name}", (_FIRST_ID + n,), f"route-{n}", _teams_of(n))
        for n, name in enumerate(islice(_names(), ESCALATION_POLICIES))
    ]


def _sources() -> list[AlertSource]:
    return [
        AlertSource(
            _FIRST_ID + n,
            f"{name} {n % 3 + 1}",
            _KINDS[n % len(_KINDS)],
            f"il1large{n:05d}",
            _FIRST_ID + n % ESCALATION_POLICIES,
            _teams_of(n),
            in_maintenance=n % 97 == 0,
        )
        for n, name in enumerate(islice(_names(), ALERT_SOURCES))
    ]


def _names() -> Iterator[str]:
    """Yield 3,000 names, each three times."""
    for _, site, area, part in product(range(3), _SITES, _AREAS, _PARTS):
        yield f"{area} {part} {site}"


def _teams_of(n: int) -> tuple[int, ...]:
    """Give every second resource one team, every tenth two, the others none."""
    if n % 10 == 0:
        return (_FIRST_ID + n % TEAMS, _FIRST_ID + (n + 1) % TEAMS)
    return (_FIRST_ID + n % TEAMS,) if n % 2 else ()
