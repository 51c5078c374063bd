"""What `il-alert-bot demo --scenario` can show: a world, a policy file, and how it begins."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.backstage import Scenario
from bot.sandbox.large_world import large_world
from bot.sandbox.private_teams_world import private_teams_world
from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import World, small_world

_HERE = Path(__file__).parent


async def _no_opening(_sandbox: Sandbox) -> None:
    """Begin as it is."""


async def _outage(sandbox: Sandbox) -> None:
    """Take ilert away, and let two people raise alerts all the same."""
    sandbox.faults.set({"ilert": "down"})
    for name, choice, summary in (
        ("sam", "2247477:81211", "The checkout takes no orders"),
        ("ursula", "2247477:81212", "The warehouse scanners are offline"),
    ):
        person = sandbox.person(name)
        await person.command("#demo", "/il-alert")
        await person.opened_view()
        await person.choose("choice", choice)
        person.type("summary", summary)
        await person.submit()


@dataclass(frozen=True, slots=True)
class ScenarioSetup:
    """How a scenario is set up. `opening` runs as soon as the bot is connected and has read the account."""

    scenario: Scenario
    world: Callable[[], World]
    policy: Path
    opening: Callable[[Sandbox], Awaitable[None]] = _no_opening


def _setup(
    name: str,
    text: str,
    world: Callable[[], World],
    policy: str = "demo.toml",
    opening: Callable[[Sandbox], Awaitable[None]] = _no_opening,
) -> ScenarioSetup:
    return ScenarioSetup(Scenario(name, text), world, _HERE / policy, opening)


SCENARIOS: Mapping[str, ScenarioSetup] = {
    one.scenario.name: one
    for one in (
        _setup(
            "acme",
            "Pick a person and a channel, and write /il-alert.",
            small_world,
        ),
        _setup(
            "outage",
            "ilert is down, and two people have raised alerts all the same. They wait in the outbox: kill the bot, "
            "start it, bring ilert up, and count the alerts.",
            small_world,
            opening=_outage,
        ),
        _setup(
            "large",
            "10,000 people and 2,000 alert sources. The bot reads them at the pace that ilert allows, for about a "
            "minute; then open the dialog as Alice in #general and search in it.",
            large_world,
        ),
        _setup(
            "private-teams",
            "Payments and Security keep to themselves: change the person in #general and see who may alert whom, and "
            "why not.",
            private_teams_world,
            policy="private_teams.toml",
        ),
    )
}
DEFAULT = "acme"
