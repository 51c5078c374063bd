"""A large company: the small one with thousands of users, teams, alert sources and policies around it."""

from collections.abc import Iterator
from itertools import cycle, islice, product

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


def large_world(users: int = USERS) -> World:
    """Build the small world with an account of so many users around it, all else in proportion. The same each time."""
    world = small_world()
    account = world.account
    teams = _teams(_share(users, TEAMS), users)
    policies = _policies(_share(users, ESCALATION_POLICIES), len(teams))
    sources = _sources(_share(users, ALERT_SOURCES), len(policies), len(teams))
    return World(
        world.workspace,
        Account(
            api_key=account.api_key,
            key_user=account.key_user,
            users=account.users | {user.id: user for user in _users(users)},
            teams=account.teams | {team.id: team for team in teams},
            policies=account.policies | {policy.id: policy for policy in policies},
            schedules=account.schedules,
            sources=account.sources | {source.id: source for source in sources},
        ),
    )


def _share(users: int, of_all: int) -> int:
    """Return how many there are of something of which the usual number of users has `of_all`."""
    return max(users * of_all // USERS, 1)


def _users(number: int) -> list[User]:
    return [
        User(_FIRST_ID + n, f"Person{n}", f"Number{n}", f"person{n}@acme.example", _ROLES[n % len(_ROLES)])
        for n in range(number)
    ]


def _teams(number: int, users: int) -> list[Team]:
    return [
        Team(
            _FIRST_ID + n,
            f"Team {n}",
            "PRIVATE" if n % 3 == 0 else "PUBLIC",
            {_FIRST_ID + (n * _MEMBERS + m) % users: _TEAM_ROLES[m % len(_TEAM_ROLES)] for m in range(_MEMBERS)},
        )
        for n in range(number)
    ]


def _policies(number: int, teams: int) -> list[EscalationPolicy]:
    return [
        EscalationPolicy(_FIRST_ID + n, f"On-call {name}", (_FIRST_ID + n,), f"route-{n}", _teams_of(n, teams))
        for n, name in enumerate(islice(_names(), number))
    ]


def _sources(number: int, policies: int, teams: int) -> list[AlertSource]:
    return [
        AlertSource(
            _FIRST_ID + n,
            f"{name} {n % 3 + 1}",
            _KINDS[n % len(_KINDS)],
            f"il1large{n:05d}",
            _FIRST_ID + n % policies,
            _teams_of(n, teams),
            in_maintenance=n % 97 == 0,
        )
        for n, name in enumerate(islice(_names(), number))
    ]


def _names() -> Iterator[str]:
    """Yield 1,000 names, again and again."""
    for site, area, part in cycle(product(_SITES, _AREAS, _PARTS)):
        yield f"{area} {part} {site}"


def _teams_of(n: int, teams: int) -> tuple[int, ...]:
    """Give every second resource one team, every tenth two, the others none."""
    if n % 10 == 0:
        return (_FIRST_ID + n % teams, _FIRST_ID + (n + 1) % teams)
    return (_FIRST_ID + n % teams,) if n % 2 else ()
