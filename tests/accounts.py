"""A small ilert account and a policy, as values, for tests of pure logic."""

from bot.domain.account import AlertCreation, AlertSource, Directory, EscalationPolicy, IlertUser, Role, Team, TeamRole
from bot.domain.alerts import Origin, Person
from bot.policy.active import activate
from bot.policy.schema import Policy

ADMIN = IlertUser(1, "Alice Adler", "alice@acme.example", Role.ADMIN)
ROBERT = IlertUser(2, "Robert Müller", "robert@acme.example", Role.RESPONDER)
URSULA = IlertUser(3, "Ursula User", "ursula@acme.example", Role.USER)
STELLA = IlertUser(4, "Stella Stake", "stella@acme.example", Role.STAKEHOLDER)
GUSTAV = IlertUser(5, "Gustav Guest", "gustav@acme.example", Role.GUEST)
STRANGE = IlertUser(6, "Strange Role", "strange@acme.example", Role.UNKNOWN)
USERS = {user.id: user for user in (ADMIN, ROBERT, URSULA, STELLA, GUSTAV, STRANGE)}

PLATFORM = Team(901, "Platform", private=False, members={ROBERT.id: TeamRole.RESPONDER})
PAYMENTS = Team(902, "Payments", private=True, members={ROBERT.id: TeamRole.RESPONDER})

NETWORK, SRE, ON_CALL, DATABASE = 81211, 81212, 81213, 81214
SLACK_ALERTS, PAYMENTS_SLACK, CHECKOUT, CORE_DB, OLD, BACKUP, FRONT = range(2247477, 2247484)


def source(number, name, policy, *teams, kind="API", **more):
    return AlertSource(number, name, kind, policy, teams, **more)


ACCOUNT = Directory(
    users=USERS,
    users_by_email={user.email: user for user in USERS.values()},
    teams={901: PLATFORM, 902: PAYMENTS},
    alert_sources={
        one.id: one
        for one in (
            source(
                SLACK_ALERTS,
                "Slack Alerts",
                NETWORK,
                kind="SLACK",
                integration_key="il1slack",
                alert_creation=AlertCreation.ONE_ALERT_PER_EMAIL,
                priority_rule="HIGH",
            ),
            source(PAYMENTS_SLACK, "Payments Slack", ON_CALL, 902, kind="SLACK"),
            source(CHECKOUT, "Checkout monitoring", SRE, 901, kind="PROMETHEUS"),
            source(CORE_DB, "Core database", DATABASE),
            source(OLD, "Old firewall", NETWORK, active=False),
            source(BACKUP, "Backup jobs", NETWORK, in_maintenance=True),
            source(FRONT, "Public front, private policy", ON_CALL),
        )
    },
    escalation_policies={
        one.id: one
        for one in (
            EscalationPolicy(NETWORK, "Network Infra Team", routing_key="network"),
            EscalationPolicy(SRE, "SRE Team Escalation", (901,), "sre"),
            EscalationPolicy(ON_CALL, "Payments On-Call", (902,), "payments"),
            EscalationPolicy(DATABASE, "Database Admins"),
        )
    },
    taken_at=0.0,
)

DEMO, OPS = "C024BE91L", "C0OPS000001"
IN_DEMO, IN_OPS = Origin(DEMO, "demo"), Origin(OPS, "ops")
IN_DM = Origin("D0SAM00001", None, direct_message=True)

CHANNEL_SOURCE = {
    "id": SLACK_ALERTS,
    "channels": ["#demo"],
    "label": "What is broken?",
    "escalation_policy": [{"id": NETWORK, "name": "Network Infrastructure"}, {"id": SRE}],
}


def policy(**tables):
    """Bring a policy in force; `#demo` and `#ops` are known channels."""
    written = Policy.model_validate({"slack_alert_source": [CHANNEL_SOURCE], **tables})
    return activate(written, "v1", {"#demo": DEMO, "#ops": OPS})


def slack_person(user=None, **more):
    """A Slack person who has this ilert account, or none."""
    if user is None:
        return Person(**{"id": "U0SAM000001", "name": "Sam Sand", "email": "sam@acme.example", **more})
    return Person(**{"id": f"U0USER{user.id:05}", "name": user.name, "email": user.email, **more})
