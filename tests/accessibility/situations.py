"""Whatever people, policies, places and states may come together, for property tests."""

from hypothesis import strategies as st

from bot.domain.alerts import Person
from bot.domain.decision import decide
from bot.policy.active import ActivePolicy
from bot.policy.schema import POLICIES_LIMIT
from tests.accessibility.surfaces import FALLBACK, OTHERS, Situation
from tests.accounts import ACCOUNT, BACKUP, IN_DEMO, IN_DM, IN_OPS, SLACK_ALERTS, USERS, policy, slack_person
from tests.outcomes import OUTCOMES

NAMES = ["Network", "Databases", "Datenbanken", "x" * 75, "R&D <core>"]
PRIORITIES = ["source", "ask", "HIGH", "LOW"]

names = st.sampled_from(["", *NAMES])
choices = st.lists(
    st.builds(lambda number, name: {"id": number, "name": name}, st.integers(81000, 81999), names),
    min_size=1,
    max_size=POLICIES_LIMIT,
    unique_by=lambda choice: choice["id"],
)
sources = st.builds(
    lambda chosen, priority, label, number: {
        "id": number,
        "channels": ["#demo"],
        "priority": priority,
        "escalation_policy": chosen,
        **({"label": label} if label else {}),
    },
    choices,
    st.sampled_from(PRIORITIES),
    st.sampled_from(["", "What is broken?", "Wo brennt es?"]),
    st.sampled_from([SLACK_ALERTS, BACKUP]),
)
policies: st.SearchStrategy[ActivePolicy] = st.builds(
    lambda tables, priority, guests: policy(
        slack_alert_source=tables, ilert_users={"priority": priority, "guests": guests}
    ),
    st.lists(sources, max_size=2, unique_by=lambda table: table["id"]),
    st.sampled_from(PRIORITIES),
    st.booleans(),
)
people: st.SearchStrategy[Person] = st.builds(
    slack_person,
    st.sampled_from([None, *USERS.values()]),
    guest=st.booleans(),
    external=st.booleans(),
    email_confirmed=st.booleans(),
)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    person, origin, chosen = draw(people), draw(st.sampled_from([IN_DEMO, IN_OPS, IN_DM])), draw(policies)
    directory = draw(st.sampled_from([ACCOUNT, None]))
    return Situation(
        person=person,
        origin=origin,
        decision=decide(person, origin, chosen, directory),
        policy=chosen,
        directory=directory,
        outcome=draw(st.sampled_from(OUTCOMES)),
        others=OTHERS[: draw(st.integers(0, 2))],
        fallback=draw(st.sampled_from(["", FALLBACK])),
    )
