"""The messages about who is on call. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.on_call import Duty, Level, nobody
from bot.slack.features.alert.choices import SELECT_LIMIT
from bot.slack.features.on_call.choices import Subject, menu
from bot.slack.ui.blocks import (
    SECTION_LIMIT,
    Block,
    Message,
    context,
    option,
    plain_text,
    searched_select,
    section,
    select,
)
from bot.slack.ui.dates import date
from bot.slack.ui.mrkdwn import cut, escape, link
from bot.wording.wording import Wording

PICK = "on_call_pick"
NEAR = "on_call_near"
CANCEL = "on_call_cancel"
CHANGE = "on_call_change"
ALERT = "on_call_alert"


@dataclass(frozen=True, slots=True)
class Answer:
    """Who is on call for one policy. `age` is in seconds; `shown` is None where ilert never said."""

    subject: Subject
    shown: Sequence[Level] | None
    age: float = 0.0
    url: str = ""
    """Leads to the policy in ilert; empty for people who could not open it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads an answer: how they see people, and when."""

    time_zone: str
    mentions: Mapping[str, str]
    """Slack user ids by e-mail address."""
    phones: bool
    """Whether they have an ilert account, and so may read phone numbers."""


def ask(wording: Wording, before: str = "") -> Message:
    """Ask for a policy or source, after `before`, which is mrkdwn."""
    say = wording.on_call
    text = " ".join(filter(None, [before, say.ask()]))
    elements = [searched_select(PICK, say.placeholder()), _button(CANCEL, say.cancel())]
    return {"text": text, "blocks": [section(text), {"type": "actions", "elements": elements}]}


def ask_among(wording: Wording, query: str, found: Sequence[Subject]) -> Message:
    """Ask which of several was meant."""
    say = wording.on_call
    text = say.several_found(escape(query))
    options = [option(*choice) for choice in menu(wording, found)[:SELECT_LIMIT]]
    elements = [select(NEAR, say.placeholder(), options), _button(CANCEL, say.cancel())]
    return {"text": text, "blocks": [section(text), {"type": "actions", "elements": elements}]}


def answer(wording: Wording, answers: Sequence[Answer], reader: Reader, fresh_seconds: float) -> Message:
    """Say who is on call for some policies, level by level."""
    say = wording.on_call
    paragraphs = [_paragraph(wording, one, reader) for one in answers]
    oldest = max((one.age for one in answers if one.shown is not None), default=0.0)
    notes = [say.read_ago(max(1, round(oldest / 60)))] if oldest > fresh_seconds else []
    if reader.time_zone and "<!date^" in "".join(paragraphs):
        notes.append(say.time_zone(escape(reader.time_zone)))
    only = answers[0].subject if len(answers) == 1 else None
    chosen = _button(ALERT, say.alert_button(), only.value if only is not None else "")
    blocks = [section(cut_lines(one)) for one in paragraphs]
    blocks += [context(note) for note in notes]
    blocks.append({"type": "actions", "elements": [_button(CHANGE, say.change_button()), chosen]})
    return {"text": "\n\n".join([*paragraphs, *notes]), "blocks": blocks}


def cut_lines(text: str) -> str:
    """Leave out the lines that a paragraph has no room for."""
    while len(text) > SECTION_LIMIT:
        text = text.rpartition("\n")[0] or cut(text, SECTION_LIMIT)
    return text


def _paragraph(wording: Wording, one: Answer, reader: Reader) -> str:
    say, name = wording.on_call, one.subject.policy_name
    headline = say.headline(link(one.url, name) if one.url else f"*{escape(name)}*")
    if one.shown is None:
        return f"{headline}\n{say.unknown()}"
    lines = [say.level(level.number, "; ".join(_people(wording, level, reader))) for level in one.shown]
    return "\n".join([headline, *lines, *([say.pages_nobody()] if nobody(one.shown) else [])])


def _people(wording: Wording, level: Level, reader: Reader) -> Iterator[str]:
    say = wording.on_call
    shown = [_person(wording, duty, reader) for duty in level.now] or [say.nobody()]
    if level.following and level.following[0].start is not None:
        names = ", ".join(_name(duty, reader) for duty in level.following)
        shown[-1] = say.then(shown[-1], names, date(level.following[0].start, reader.time_zone))
    yield from shown


def _person(wording: Wording, duty: Duty, reader: Reader) -> str:
    name = _name(duty, reader)
    if reader.phones and duty.phone:
        name = f"{name} {link(f'tel:{duty.phone}', duty.phone)}"
    if duty.end is None:
        return wording.on_call.always(name)
    return wording.on_call.until(name, date(duty.end, reader.time_zone))


def _name(duty: Duty, reader: Reader) -> str:
    user_id = reader.mentions.get(duty.email)
    return f"<@{user_id}>" if user_id else escape(duty.name)


def _button(action_id: str, text: str, value: str = "") -> Block:
    button: Block = {"type": "button", "action_id": action_id, "text": plain_text(text)}
    return {**button, "value": value} if value else button
