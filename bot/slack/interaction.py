"""What a person did in Slack, from the payload to the answer that they get in any case.

A feature registers its handlers through `answering`, `submitting` or `searching`. These read the payload, bind
reference, person and channel to the log, and are the one boundary for what fails after Slack's acknowledgement: it is
logged with the reference, and the person is told.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck
from structlog.contextvars import bound_contextvars
from structlog.stdlib import get_logger

from bot.domain.alerts import Origin
from bot.runtime.deadline import Deadline
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackFailure, TriggerExpired, ViewGone
from bot.slack.api.payloads import OpenView, Payload, PayloadUnreadable, read
from bot.slack.api.repeating import repeated
from bot.slack.context import Context
from bot.slack.failures import explained
from bot.slack.ui.blocks import Message, Option, View
from bot.slack.ui.closing import failure_message, failure_view
from bot.slack.ui.metadata import Metadata, load, new_reference
from bot.slack.workspace.channels import origin_of
from bot.wording.wording import Wording

log = get_logger(__name__)

ACKNOWLEDGING_SECONDS = 0.3
"""What to leave of Slack's three seconds for the way of an acknowledgement."""

T = TypeVar("T")


class DialogUnreadable(Exception):
    """The dialog was not made by this release, so that it is not known where it was opened."""


class NotForUs(Exception):
    """It was done in another installation than the one that this bot serves."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """A command, click, search, shortcut or submission of one person.

    `deadline` began when Slack's envelope arrived: for commands and clicks, a dialog can be opened until then (Slack
    docs, trigger_id); for submissions and searches, the acknowledgement must be out.
    """

    slack: SlackApi = field(repr=False)
    payload: Payload
    reference: str
    known_origin: Origin | None
    deadline: Deadline

    @property
    def person_id(self) -> str:
        """The Slack id of who did it."""
        return self.payload.user_id

    @property
    def origin(self) -> Origin:
        """Where it was done; for a dialog, where that was opened.

        Raises:
            DialogUnreadable: That is not known.
        """
        if self.known_origin is None:
            raise DialogUnreadable("its metadata is not of this release")
        return self.known_origin

    @property
    def metadata(self) -> Metadata:
        """What a dialog that is opened because of this carries along.

        Raises:
            DialogUnreadable: See `origin`.
        """
        return Metadata(self.reference, self.origin)

    @property
    def view(self) -> OpenView:
        """The dialog in which it was done.

        Raises:
            DialogUnreadable: It was done elsewhere.
        """
        if self.payload.view is None:
            raise DialogUnreadable("there is no dialog")
        return self.payload.view

    async def open_view(self, view: View) -> str:
        """Open a dialog. Returns its id, empty where Slack's answer was lost. Raises `SlackFailure`.

        A trigger opens one dialog (Slack docs, trigger_id), so that a call may be repeated.
        """
        calls = 0

        async def once() -> str:
            nonlocal calls
            calls += 1
            return await self.slack.open_view(self.payload.trigger_id, view)

        try:
            return await repeated(once, self.deadline)
        except TriggerExpired as error:
            if calls > 1 and error.exchanged:
                return ""
            raise

    async def update_view(self, view: View) -> None:
        """Replace the dialog, unless it was replaced since the person saw it. Raises `SlackFailure`."""
        opened = self.view
        await repeated(lambda: self.slack.update_view(opened.id, view, opened.hash), self.deadline)

    async def reply(self, message: Message) -> None:
        """Answer where only the person sees it: in the conversation, or else by direct message.

        Raises:
            SlackFailure: Slack takes neither.
        """
        if self.payload.response_url:
            try:
                await self.slack.respond(self.payload.response_url, message)
            except SlackFailure as error:
                log.warning("response_url_failed", problem=str(error))
            else:
                return
        await self.slack.post_message(self.person_id, message)


def begin(slack: SlackApi, body: Mapping[str, Any], deadline: Deadline) -> Interaction:
    """Read a payload. In a dialog, reference and origin are those with which it was opened.

    Raises:
        PayloadUnreadable: The payload does not say who did something.
    """
    payload = read(body)
    if payload.view is not None:
        opened = load(payload.view.private_metadata)
        reference, origin = (opened.reference, opened.origin) if opened else (new_reference(), None)
        return Interaction(slack, payload, reference, origin, deadline)
    origin = origin_of(payload.channel_id, payload.channel_name)
    if (message := payload.message) is not None:
        origin = replace(origin, message_ts=message.ts, thread_ts=message.thread_ts)
    return Interaction(slack, payload, new_reference(), origin, deadline)


Answer = Callable[[Context, Interaction], Awaitable[None]]
Submit = Callable[[Context, Interaction], Awaitable[Mapping[str, Any]]]
"""Returns the acknowledgement's payload (Slack docs, response_action)."""
Search = Callable[[Context, Interaction], Awaitable[Sequence[Option]]]
Listener = Callable[..., Awaitable[None]]


def answering(context: Context, answer: Answer) -> Listener:
    """Make a listener for commands, clicks and shortcuts: it acknowledges at once, and answers after that."""

    async def listener(ack: AsyncAck, body: dict[str, Any], deadline: Deadline) -> None:
        interaction = begin(context.slack, body, deadline)
        await ack()
        context.tasks.start(_answer(context, interaction, answer))

    return listener


def submitting(context: Context, submit: Submit) -> Listener:
    """Make a listener for submissions: it acknowledges with what `submit` returns."""

    async def listener(ack: AsyncAck, body: dict[str, Any], deadline: Deadline) -> None:
        try:
            interaction = _submission(context, body, deadline)
        except PayloadUnreadable as error:
            log.warning("payload_unreadable", kind="view_submission", problem=str(error))
            await ack(_unreadable(context))
        else:
            await ack(dict(await _submit(context, interaction, submit)))

    return listener


def searching(context: Context, search: Search) -> Listener:
    """Make a listener for menus that are searched: it acknowledges with options, with none where that fails."""

    async def listener(ack: AsyncAck, body: dict[str, Any], deadline: Deadline) -> None:
        await ack(options=list(await _search(context, begin(context.slack, body, deadline), search)))

    return listener


@dataclass(frozen=True, slots=True)
class _Failed:
    text: str
    """The message for the person; empty where there is nothing to say."""


async def _answer(context: Context, interaction: Interaction, answer: Answer) -> None:
    wording = wording_for(context, interaction)
    with _logged(interaction):
        result = await _attempt(answer(context, interaction), wording, wording.failures.unexpected())
        if isinstance(result, _Failed) and result.text:
            await _tell(context, interaction, wording, result.text)


async def _submit(context: Context, interaction: Interaction, submit: Submit) -> Mapping[str, Any]:
    wording = wording_for(context, interaction)
    with _logged(interaction):
        result = await _attempt(submit(context, interaction), wording, wording.failures.submission_failed())
        if isinstance(result, _Failed):
            view = _failure_view(context, interaction.view, interaction.reference, wording, result.text)
            return {"response_action": "update", "view": view}
        return result


def _submission(context: Context, body: Mapping[str, Any], deadline: Deadline) -> Interaction:
    interaction = begin(context.slack, body, deadline)
    if interaction.payload.view is None:
        raise PayloadUnreadable("the payload has no dialog")
    return interaction


def _unreadable(context: Context) -> dict[str, Any]:
    """Answer a submission of nobody knows whom: an empty acknowledgement would close the dialog as if all were well."""
    wording = context.wordings.for_policy()
    text, title = wording.failures.dialog_unreadable(), wording.dialog.account_title()
    view = failure_view(wording, text, new_reference(), title, context.policy().fallback_for(None))
    return {"response_action": "update", "view": dict(view)}


async def _search(context: Context, interaction: Interaction, search: Search) -> Sequence[Option]:
    with _logged(interaction):
        result = await _attempt(search(context, interaction), wording_for(context, interaction), "")
        return () if isinstance(result, _Failed) else result


async def _attempt(work: Awaitable[T], wording: Wording, unforeseen: str) -> T | _Failed:
    """Do something for a person. This is the boundary: whatever fails is logged, and comes back as words for them."""
    try:
        return await work
    except ViewGone as error:
        log.debug("dialog_gone", problem=str(error))
        return _Failed("")
    except DialogUnreadable as error:
        log.warning("dialog_unreadable", problem=str(error))
        return _Failed(wording.failures.dialog_unreadable())
    except PayloadUnreadable as error:
        log.warning("payload_unreadable", problem=str(error))
        return _Failed(unforeseen)
    except NotForUs:
        return _Failed(wording.failures.not_for_us())
    except SlackFailure as error:
        return _Failed(explained(wording, error))
    except Exception:
        log.exception("interaction_failed")
        return _Failed(unforeseen)


async def _tell(context: Context, interaction: Interaction, wording: Wording, text: str) -> None:
    """Tell the person what failed: in the dialog, else where the command was typed, else by direct message."""
    reference, view = interaction.reference, interaction.payload.view
    if view is not None and await _shown(context, view, _failure_view(context, view, reference, wording, text)):
        return
    message = failure_message(wording, text, reference, context.policy().fallback_for(None))
    try:
        await interaction.reply(message)
    except SlackFailure as error:
        log.error("failure_not_shown", problem=str(error))


async def _shown(context: Context, view: OpenView, instead: View) -> bool:
    try:
        await context.slack.update_view(view.id, instead)
    except SlackFailure as error:
        log.warning("view_update_failed", problem=str(error))
        return False
    return True


def _failure_view(context: Context, view: OpenView, reference: str, wording: Wording, text: str) -> View:
    return failure_view(wording, text, reference, view.title, context.policy().fallback_for(None))


def wording_for(context: Context, interaction: Interaction) -> Wording:
    """Speak the person's language as far as Slack has named it already."""
    person = context.people.known(interaction.person_id)
    return context.wordings.for_person(person) if person is not None else context.wordings.for_policy()


def _logged(interaction: Interaction) -> AbstractContextManager[None]:
    """Bind to the log which interaction this is."""
    origin = interaction.known_origin
    channel = (origin.channel_id or None) if origin is not None else None
    return bound_contextvars(ref=interaction.reference, user=interaction.person_id, channel=channel)
