"""The Home tab: published when somebody opens it, and again when their alerts change while it may still be open."""

import asyncio
from collections.abc import Sequence
from itertools import islice
from typing import Any

from slack_bolt.async_app import AsyncApp
from structlog.stdlib import get_logger

from bot.domain.alerts import Origin, Person
from bot.domain.decision import Decision
from bot.slack.api.errors import SlackFailure
from bot.slack.context import Context
from bot.slack.feature import Feature
from bot.slack.features.alert.other_channels import own_channels
from bot.slack.features.app_home.views import RAISE, Home, home_view
from bot.slack.features.global_shortcut.feature import answer as raise_from_anywhere
from bot.slack.features.mine import SHOWN, paragraph
from bot.slack.features.on_call.choices import Subject, subjects
from bot.slack.features.on_call.feature import on_call_message
from bot.slack.features.whoami import whoami_message
from bot.slack.interaction import answering
from bot.slack.ui.blocks import Block
from bot.slack.ui.blocks import context as small
from bot.slack.workspace.channels import origin_of
from bot.slack.workspace.visitors import Versions
from bot.storage.errors import StorageUnavailable
from bot.wording.wording import Wording

log = get_logger(__name__)

_LOOK_SECONDS = 3.0
_AT_ONCE = 10
"""How many tabs are renewed in a look: Slack takes about 100 calls a minute (Slack docs, views.publish, Tier 4)."""
_POLICIES_SHOWN = 10
_SLACK_SECONDS = 2.0


def register(app: AsyncApp, context: Context) -> None:
    """Answer visits, and the button."""

    @app.event("app_home_opened")
    async def on_visit(event: dict[str, Any]) -> None:
        user_id = event.get("user")
        if event.get("tab") == "home" and isinstance(user_id, str) and context.visitors.comes(user_id):
            context.tasks.start(publish(context, user_id))

    app.action(RAISE)(answering(context, raise_from_anywhere))


async def keep(context: Context) -> None:
    """Publish anew what has changed, for those who visited lately, until cancelled."""
    while True:
        for user_id in islice(context.visitors.changed(_all_versions(context)), _AT_ONCE):
            await publish(context, user_id)
        await asyncio.sleep(_LOOK_SECONDS)


async def publish(context: Context, user_id: str) -> None:
    """Show somebody their Home tab as it is now. Where Slack does not take it, it stays as it was."""
    context.visitors.shown[user_id] = _all_versions(context).get(user_id, ())
    try:
        person = await context.people.person(user_id)
        await context.slack.publish_view(user_id, await _view(context, person))
    except SlackFailure as error:
        log.warning("home_not_published", user=user_id, problem=str(error))
    else:
        log.debug("home_published", user=user_id)


def _all_versions(context: Context) -> dict[str, Versions]:
    found: dict[str, Versions] = {}
    for one in context.open_alerts.all:
        person_id = one.entry.request.person.id
        found[person_id] = (*found.get(person_id, ()), (one.entry.key, one.version))
    return found


async def _view(context: Context, person: Person) -> Any:
    wording, nowhere = context.wordings.for_person(person), origin_of("", "")
    decision = context.decisions.decide(person, nowhere)
    alerts, known = await _alerts(context, wording, person)
    on_call = await _on_call(context, wording, person, decision)
    account = context.decisions.account(person)
    whoami = whoami_message(wording, person, account, decision, context.directory())
    return home_view(wording, Home(alerts, known, on_call, whoami["blocks"]))


async def _alerts(context: Context, wording: Wording, person: Person) -> tuple[Sequence[str], bool]:
    try:
        reported = await context.alerts.reported_by(person.id, SHOWN)
    except StorageUnavailable as error:
        log.warning("own_alerts_unknown", problem=str(error))
        return [], False
    return [paragraph(wording, person, one) for one in reported], True


async def _on_call(context: Context, wording: Wording, person: Person, decision: Decision) -> Sequence[Block]:
    """Say who is on call for the first things that they may alert, from anywhere or from the channels they are in."""
    if not context.policy().config.on_call.enabled:
        return []
    found = {one.policy_id: one for one in subjects(wording, decision) if one.source_id is None}
    for place in await _places(context, person):
        for one in subjects(wording, context.decisions.decide(person, place)):
            found.setdefault(one.policy_id, one)
    shown: list[Subject] = list(islice(found.values(), _POLICIES_SHOWN))
    if not shown:
        return []
    message = await on_call_message(context, wording, person, shown)
    blocks = [block for block in message["blocks"] if block["type"] != "actions"]
    more = len(found) - len(shown)
    command = context.manual.name_of("/il-oncall")
    return [*blocks, *([small(wording.home.more_on_call(more, command))] if more else [])]


async def _places(context: Context, person: Person) -> Sequence[Origin]:
    try:
        async with asyncio.timeout(_SLACK_SECONDS):
            return await own_channels(context, person, origin_of("", ""))
    except (SlackFailure, TimeoutError) as error:
        log.info("own_channels_unknown", problem=str(error) or "no answer in time")
        return ()


FEATURE = Feature(name="app_home", register=register, events=("app_home_opened",), run=keep)
