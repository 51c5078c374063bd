"""Asks ilert and Slack what a policy file's names stand for. Reads only."""

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager

from bot.checks.references import KnownChannel, KnownChannels, OnlineFacts
from bot.config.settings import Settings
from bot.directory.reader import read_account
from bot.domain.alerts import Person
from bot.ilert.client import IlertClient
from bot.ilert.errors import IlertError
from bot.ilert.transport import AiohttpTransport
from bot.network.session import open_session
from bot.policy.active import channel_names
from bot.policy.schema import Policy
from bot.policy.values import is_user_id
from bot.slack.api.client import Installation, SlackApi
from bot.slack.api.errors import SlackFailure, SlackRefused
from bot.slack.workspace.people import read_person

_ANSWER_SECONDS = 20.0


@asynccontextmanager
async def connections(settings: Settings) -> AsyncIterator[tuple[SlackApi, IlertClient]]:
    """Talk to both services on one session."""
    async with open_session(_ANSWER_SECONDS) as session:
        yield (
            SlackApi.from_settings(session, settings),
            IlertClient(AiohttpTransport.from_settings(session, settings)),
        )


def fetch(settings: Settings, policy: Policy) -> OnlineFacts:
    """Ask for the account, for all channels, and for the people whom a policy names."""
    users = [*policy.ilert_users.emails, *(test.user for test in policy.test if is_user_id(test.user))]
    return asyncio.run(_fetch(settings, users, channel_names(policy)))


async def _fetch(settings: Settings, user_ids: Collection[str], names: Collection[str]) -> OnlineFacts:
    failures: list[str] = []
    async with connections(settings) as (slack, ilert):
        directory = None
        try:
            directory = await read_account(ilert, time.time())
        except IlertError as error:
            failures.append(f"ilert could not be asked: {error}")
        channels, found = None, dict[str, Person | None]()
        try:
            installation = await slack.auth_test()
            if installation.organisation_wide:
                failures += _ids_needed(names)
            else:
                channels = await _channels(slack, installation)
            found = await _people(slack, installation, user_ids)
        except SlackFailure as error:
            failures.append(f"Slack could not be asked: {error}")
    return OnlineFacts(directory, channels, found, tuple(failures))


def _ids_needed(names: Collection[str]) -> Iterator[str]:
    """Say what an installation for an organisation cannot find, and what to write instead."""
    if names:
        listed = ", ".join(sorted(names))
        yield (
            "the Slack app is installed for the whole organization, where Slack finds no channels by name: "
            f"write their ids (C...) instead of {listed}"
        )


async def _channels(slack: SlackApi, installation: Installation) -> KnownChannels:
    known = [
        KnownChannel(
            id=str(channel["id"]),
            name=str(channel.get("name", "")),
            archived=bool(channel.get("is_archived")),
            member=bool(channel.get("is_member")),
        )
        async for channel in slack.channels(archived=True)
    ]
    posts_uninvited = "chat:write.public" in installation.granted_scopes
    return KnownChannels({one.id: one for one in known}, _ids_by_name(known), posts_uninvited)


def _ids_by_name(channels: Iterable[KnownChannel]) -> Mapping[str, str]:
    """Index by name. One in use comes before an archived one, whose name may be taken again."""
    ordered = sorted(channels, key=lambda channel: not channel.archived)
    return {f"#{channel.name}": channel.id for channel in ordered}


async def _people(slack: SlackApi, installation: Installation, user_ids: Collection[str]) -> dict[str, Person | None]:
    found: dict[str, Person | None] = {}
    for user_id in dict.fromkeys(user_ids):
        try:
            user, _ = await slack.user(user_id)
        except SlackRefused as error:
            if error.error not in ("user_not_found", "user_not_visible"):
                raise
            found[user_id] = None
        else:
            found[user_id] = read_person(user, installation)
    return found
