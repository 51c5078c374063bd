"""Asks ilert and Slack what a policy file's names stand for. Reads only."""

import time
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from bot.checks.references import KnownChannel, KnownChannels
from bot.config.settings import Settings
from bot.directory.reader import read_account
from bot.domain.account import Directory
from bot.domain.alerts import Person
from bot.ilert.client import IlertClient
from bot.ilert.errors import IlertError
from bot.ilert.transport import AiohttpTransport
from bot.network.session import open_session
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackFailure, SlackRefused
from bot.slack.people import read_person

_TIMEOUT = aiohttp.ClientTimeout(total=20, sock_connect=5)


@dataclass(frozen=True, slots=True)
class OnlineFacts:
    """What was learnt. `failures` say in sentences what could not be asked; what belongs to them is None."""

    directory: Directory | None
    channels: KnownChannels | None
    people: Mapping[str, Person | None]
    """By Slack user id; None for an id that nobody has."""
    failures: tuple[str, ...]


@asynccontextmanager
async def connections(settings: Settings) -> AsyncIterator[tuple[SlackApi, IlertClient]]:
    """Talk to both services on one session."""
    async with open_session(_TIMEOUT) as session:
        yield (
            SlackApi(session, settings.slack_api_url, settings.slack_bot_token, settings.slack_app_token),
            IlertClient(AiohttpTransport(session, settings.ilert_endpoint, settings.ilert_api_token)),
        )


async def fetch_facts(settings: Settings, user_ids: Collection[str]) -> OnlineFacts:
    """Ask for the account, for all channels, and for these people."""
    failures: list[str] = []
    async with connections(settings) as (slack, ilert):
        directory = None
        try:
            directory = await read_account(ilert, time.time())
        except IlertError as error:
            failures.append(f"ilert could not be asked: {error}")
        channels, found = None, dict[str, Person | None]()
        try:
            channels = await _channels(slack)
            found = await _people(slack, user_ids)
        except SlackFailure as error:
            failures.append(f"Slack could not be asked: {error}")
    return OnlineFacts(directory, channels, found, tuple(failures))


async def _channels(slack: SlackApi) -> KnownChannels:
    known = [
        KnownChannel(
            id=str(channel["id"]),
            name=str(channel.get("name", "")),
            archived=bool(channel.get("is_archived")),
            member=bool(channel.get("is_member")),
        )
        async for channel in slack.channels(archived=True)
    ]
    return KnownChannels({one.id: one for one in known}, _ids_by_name(known))


def _ids_by_name(channels: Iterable[KnownChannel]) -> Mapping[str, str]:
    """Index by name. One in use comes before an archived one, whose name may be taken again."""
    ordered = sorted(channels, key=lambda channel: not channel.archived)
    return {f"#{channel.name}": channel.id for channel in ordered}


async def _people(slack: SlackApi, user_ids: Collection[str]) -> dict[str, Person | None]:
    if not user_ids:
        return {}
    installation = await slack.auth_test()
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
