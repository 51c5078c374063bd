"""What somebody would get in a channel of the sandbox and why, by the bot's own rules."""

from dataclasses import asdict
from typing import Any

from bot.checks.offline import offline_policy
from bot.cli.explanation import explain
from bot.cli.preview import shown
from bot.cli.subject import Subject
from bot.domain.account import Directory
from bot.domain.alerts import Origin, Person
from bot.domain.decision import AccountOffer, ChannelOffer, decide
from bot.policy.file import LoadedPolicy
from bot.sandbox.slack.users_methods import user_json
from bot.sandbox.slack.workspace import Workspace
from bot.slack.api.client import Installation
from bot.slack.workspace.people import read_person
from bot.wording.wording import english


def reasons(
    workspace: Workspace, loaded: LoadedPolicy, directory: Directory | None, user: str, channel: str
) -> dict[str, Any]:
    """See `Backstage.explain`."""
    policy = offline_policy(loaded.policy, loaded.version, _channel_ids(workspace))
    origin = _origin(workspace, channel)
    subjects = {
        one.id: Subject(_person(workspace, one.id), origin, policy, directory, ())
        for one in workspace.people.values()
        if not one.bot
    }
    subject = subjects[user]
    decision = decide(subject.person, origin, policy, directory)
    both = isinstance(decision.account, AccountOffer) and isinstance(decision.channel, ChannelOffer)
    return {
        "dialog": shown(subject, account=False),
        "account_dialog": shown(subject, account=True) if both else None,
        "sections": [
            asdict(one) for one in explain(english(), subject.person, origin, policy, directory, slack_asked=True)
        ],
        "people": {one: _in_a_few_words(each) for one, each in subjects.items()},
    }


def _in_a_few_words(subject: Subject) -> str:
    """Say which dialogs somebody gets, and how many alert sources their own has."""
    decision = decide(subject.person, subject.origin, subject.policy, subject.directory)
    parts = []
    if isinstance(decision.channel, ChannelOffer):
        parts.append("channel")
    if isinstance(decision.account, AccountOffer):
        parts.append(f"own ({len(decision.account.resources.alert_sources):,})")
    return " + ".join(parts) or "no dialog"


def _person(workspace: Workspace, user: str) -> Person:
    """Read a person as the bot does, from what the simulated Slack says of them."""
    app = workspace.app
    address = f"https://{workspace.domain}.slack.com/"
    installation = Installation(workspace.team_id, None, app.bot_user, app.bot_id, address)
    return read_person(user_json(workspace, workspace.people[user]), installation)


def _origin(workspace: Workspace, channel: str) -> Origin:
    found = workspace.channels[channel]
    name = found.name if found.kind == "public" else None
    return Origin(found.id, name, direct_message=found.kind == "im")


def _channel_ids(workspace: Workspace) -> dict[str, str]:
    """Return the ids of the channels that the bot finds by name."""
    return {
        f"#{channel.name}": channel.id
        for channel in workspace.channels.values()
        if channel.kind != "im" and not channel.archived and (channel.kind == "public" or workspace.bot_is_in(channel))
    }
