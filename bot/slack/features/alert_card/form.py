"""The dialogs that a card's menu opens: whom to give the alert to, whom to add, what to say about it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from bot.domain.acting import Assignee
from bot.ilert.models import SuggestedResponder
from bot.slack.features.alert_card.views import ADD_RESPONDER, ASSIGN_TO, COMMENT
from bot.slack.ui.blocks import Option, View, context, field, modal, option, searched_select, section, text_input
from bot.slack.ui.closing import closing_view
from bot.slack.ui.metadata import Metadata, dump
from bot.slack.ui.typed import clean, is_blank
from bot.wording.acting import ActingWording
from bot.wording.wording import Wording

CALLBACKS: Mapping[str, str] = {ASSIGN_TO: "card_assign", ADD_RESPONDER: "card_add", COMMENT: "card_comment"}
"""The dialogs' callback ids by the words of the menu."""

ASSIGNEE = "assignee"
NEW_RESPONDER = "new_responder"
TEXT = "text"

COMMENT_LIMIT = 2000
_OPTIONS = 100
_OPTION_TEXT = 75
_KINDS: Mapping[str, Literal["user", "policy", "schedule"]] = {
    "USER": "user",
    # Which kind it suggests is documented nowhere; ilert's pages show people.
    "SUGGESTED": "user",
    "ESCALATION_POLICY": "policy",
    "ON_CALL_SCHEDULE": "schedule",
}


def assign_view(wording: Wording, metadata: Metadata) -> View:
    """Ask who is to have the alert."""
    say = wording.acting
    menu = searched_select(ASSIGNEE, say.assign_placeholder())
    blocks = [field(ASSIGNEE, say.assign_label(), menu), context(say.assign_warning())]
    return _view(wording, metadata, ASSIGN_TO, say.assign_title(), say.assign_submit(), blocks)


def add_view(wording: Wording, metadata: Metadata) -> View:
    """Ask who is to help with the alert."""
    say = wording.acting
    menu = searched_select(NEW_RESPONDER, say.add_placeholder())
    blocks = [field(NEW_RESPONDER, say.add_label(), menu), context(say.add_warning())]
    return _view(wording, metadata, ADD_RESPONDER, say.add_title(), say.add_submit(), blocks)


def comment_view(wording: Wording, metadata: Metadata) -> View:
    """Ask for a comment."""
    say = wording.acting
    typed = text_input(TEXT, say.comment_placeholder(), limit=COMMENT_LIMIT, multiline=True)
    return _view(
        wording,
        metadata,
        COMMENT,
        say.comment_title(),
        say.comment_submit(),
        [field(TEXT, say.comment_label(), typed)],
    )


def result_view(wording: Wording, title: str, text: str) -> View:
    """Say in the dialog what came of it."""
    return closing_view(wording, title, [section(text)])


def assignees(found: Iterable[SuggestedResponder], *, people_only: bool) -> list[Assignee]:
    """Read whom ilert suggests, each once; who cannot be called is left out."""
    kinds = ((_KINDS.get(one.group), one) for one in found if not one.disabled)
    named = [Assignee(kind, one.id, one.name) for kind, one in kinds if kind is not None]
    return list({(one.kind, one.number): one for one in named if one.kind == "user" or not people_only}.values())


def options(say: ActingWording, found: Iterable[Assignee], query: str) -> list[Option]:
    """Offer those whose name has what was typed."""
    wanted = query.strip().casefold()
    fitting = [one for one in found if wanted in one.name.casefold() and one.name.strip()]
    return [option(_label(say, one)[:_OPTION_TEXT], f"{one.kind}:{one.number}") for one in fitting[:_OPTIONS]]


def chosen(state: Mapping[str, Any], found: Sequence[Assignee]) -> Assignee | None:
    """Read who was chosen; None for nobody, and for who is not among those that ilert suggests."""
    for block in (ASSIGNEE, NEW_RESPONDER):
        match state.get(block, {}).get(block):
            case {"selected_option": {"value": str(value)}}:
                return next((one for one in found if f"{one.kind}:{one.number}" == value), None)
    return None


def comment(state: Mapping[str, Any]) -> str:
    """Read what was typed; empty where that is nothing."""
    match state.get(TEXT, {}).get(TEXT):
        case {"value": str(value)} if not is_blank(value):
            return clean(value).strip()[:COMMENT_LIMIT]
        case _:
            return ""


def _label(say: ActingWording, one: Assignee) -> str:
    match one.kind:
        case "user":
            return one.name
        case "policy":
            return say.policy(one.name)
        case "schedule":
            return say.schedule(one.name)


def _view(
    wording: Wording, metadata: Metadata, word: str, title: str, submit: str, blocks: Sequence[dict[str, Any]]
) -> View:
    return modal(
        title,
        blocks,
        close=wording.dialog.close(),
        callback_id=CALLBACKS[word],
        submit=submit,
        private_metadata=dump(metadata),
    )
