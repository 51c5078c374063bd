"""Slack's limits on views and messages, each with what Slack says about it."""

import pytest

from bot.sandbox.slack.block_kit import message_problems, suggestion_problems, view_problems
from tests.sandbox.shapes import button, menu_field, modal, option, plain, section, text_field


def options(number):
    return [option(str(n)) for n in range(number)]


def radio(*values, **more):
    element = {"type": "radio_buttons", "action_id": "v", "options": [option(value) for value in values], **more}
    return {"type": "input", "block_id": "choice", "label": plain("Choice"), "element": element}


def context(number):
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * number}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def confirm(**more):
    dialog = {"title": plain("Sure?"), "text": plain("Really?"), "confirm": plain("Yes"), "deny": plain("No"), **more}
    return modal(section(accessory=button(confirm=dialog)))


FIELD = "/view/blocks/0"
ELEMENT = f"{FIELD}/element"

BROKEN_VIEWS = [
    (modal(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    (modal(title=plain("")), "must be more than 0 characters [json-pointer:/view/title/text]"),
    (modal(title=plain("Fire 🔥 in the houses")), "must be less than 25 characters [json-pointer:/view/title/text]"),
    (modal(title={"type": "mrkdwn", "text": "x"}), "unsupported type: mrkdwn [json-pointer:/view/title/type]"),
    (modal(title="x"), "must provide an object [json-pointer:/view/title]"),
    (modal(submit=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
    (modal(close=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/close/text]"),
    (modal(type="home"), "must be a valid enum value [json-pointer:/view/type]"),
    (modal(colour="red"), "invalid additional property: colour [json-pointer:/view]"),
    (modal(blocks=[]), "no fewer than 1 items allowed [json-pointer:/view/blocks]"),
    (modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    (
        modal(private_metadata="x" * 3001),
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ),
    (modal(private_metadata=None), "must provide a string [json-pointer:/view/private_metadata]"),
    (modal(callback_id="x" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
    (modal(external_id="x" * 256), "must be less than 256 characters [json-pointer:/view/external_id]"),
    (modal(notify_on_close="yes"), "must provide a boolean [json-pointer:/view/notify_on_close]"),
    ({"type": "modal", "title": plain("x")}, "missing required field: blocks [json-pointer:/view]"),
    (
        {"type": "modal", "title": plain("x"), "blocks": [text_field()]},
        "missing required field: submit [json-pointer:/view]",
    ),
    (modal({"type": "rainbow"}), f"unsupported type: rainbow [json-pointer:{FIELD}/type]"),
    (modal({"type": "markdown", "text": "x"}), f"unsupported type: markdown [json-pointer:{FIELD}/type]"),
    (
        modal({"type": "alert", "text": plain("x" * 201)}),
        f"must be less than 201 characters [json-pointer:{FIELD}/text/text]",
    ),
    (
        modal({"type": "alert", "text": plain("x"), "level": "loud"}),
        f"must be a valid enum value [json-pointer:{FIELD}/level]",
    ),
    (modal({"text": "x"}), f"missing required field: type [json-pointer:{FIELD}]"),
    (modal(section("")), f"must be more than 0 characters [json-pointer:{FIELD}/text/text]"),
    (modal(section("x" * 3001)), f"must be less than 3001 characters [json-pointer:{FIELD}/text/text]"),
    (modal({"type": "section"}), f"must define either `text` or `fields` [json-pointer:{FIELD}]"),
    (
        modal({"type": "section", "fields": [plain("x")] * 11}),
        f"no more than 10 items allowed [json-pointer:{FIELD}/fields]",
    ),
    (
        modal({"type": "section", "fields": [plain("x" * 2001)]}),
        f"must be less than 2001 characters [json-pointer:{FIELD}/fields/0/text]",
    ),
    (modal(section(block_id="")), f"must be more than 0 characters [json-pointer:{FIELD}/block_id]"),
    (modal(section(block_id="x" * 256)), f"must be less than 256 characters [json-pointer:{FIELD}/block_id]"),
    (
        modal(section(block_id="x"), section(block_id="x")),
        '`block_id` "x" already exists [json-pointer:/view/blocks/1/block_id]',
    ),
    (
        modal(section(accessory={"type": "plain_text_input"})),
        f"unsupported type: plain_text_input [json-pointer:{FIELD}/accessory/type]",
    ),
    (
        modal({"type": "header", "text": plain("x" * 151)}),
        f"must be less than 151 characters [json-pointer:{FIELD}/text/text]",
    ),
    (modal(context(11)), f"no more than 10 items allowed [json-pointer:{FIELD}/elements]"),
    (modal(context(0)), f"no fewer than 1 items allowed [json-pointer:{FIELD}/elements]"),
    (
        modal(actions(*[button(str(n)) for n in range(26)])),
        f"no more than 25 items allowed [json-pointer:{FIELD}/elements]",
    ),
    (
        modal(actions(button("a"), button("a"))),
        f'`action_id` "a" already exists [json-pointer:{FIELD}/elements/1/action_id]',
    ),
    (
        modal(actions(button("x" * 256))),
        f"must be less than 256 characters [json-pointer:{FIELD}/elements/0/action_id]",
    ),
    (
        modal(actions(button(text=plain("x" * 76)))),
        f"must be less than 76 characters [json-pointer:{FIELD}/elements/0/text/text]",
    ),
    (
        modal(actions(button(value="x" * 2001))),
        f"must be less than 2001 characters [json-pointer:{FIELD}/elements/0/value]",
    ),
    (
        modal(actions(button(style="default"))),
        f"must be a valid enum value [json-pointer:{FIELD}/elements/0/style]",
    ),
    (
        confirm(title=plain("x" * 101)),
        f"must be less than 101 characters [json-pointer:{FIELD}/accessory/confirm/title/text]",
    ),
    (
        confirm(deny=plain("x" * 31)),
        f"must be less than 31 characters [json-pointer:{FIELD}/accessory/confirm/deny/text]",
    ),
    (
        modal({**text_field(), "label": plain("x" * 2001)}),
        f"must be less than 2001 characters [json-pointer:{FIELD}/label/text]",
    ),
    (
        modal({**text_field(), "hint": plain("x" * 2001)}),
        f"must be less than 2001 characters [json-pointer:{FIELD}/hint/text]",
    ),
    (
        modal({**text_field(), "element": button()}),
        f"unsupported type: button [json-pointer:{ELEMENT}/type]",
    ),
    (modal(text_field(max_length=3001)), f"must be less than or equal to 3000 [json-pointer:{ELEMENT}/max_length]"),
    (modal(text_field(max_length=0)), f"must be greater than or equal to 1 [json-pointer:{ELEMENT}/max_length]"),
    (modal(text_field(max_length="9")), f"must provide an integer [json-pointer:{ELEMENT}/max_length]"),
    (
        modal(text_field(max_length=5, min_length=6)),
        f"must be less than or equal to max_length [json-pointer:{ELEMENT}/min_length]",
    ),
    (
        modal(text_field(max_length=5, initial_value="123456")),
        f"must be less than 6 characters [json-pointer:{ELEMENT}/initial_value]",
    ),
    (
        modal(text_field(placeholder=plain("x" * 151))),
        f"must be less than 151 characters [json-pointer:{ELEMENT}/placeholder/text]",
    ),
    (
        modal(text_field("a", focus_on_load=True), text_field("b", focus_on_load=True)),
        "only one element can have `focus_on_load` [json-pointer:/view/blocks]",
    ),
    (modal(menu_field(options=[])), f"no fewer than 1 items allowed [json-pointer:{ELEMENT}/options]"),
    (modal(menu_field(options=options(101))), f"no more than 100 items allowed [json-pointer:{ELEMENT}/options]"),
    (modal(menu_field()), f"must define either `options` or `option_groups` [json-pointer:{ELEMENT}]"),
    (
        modal(menu_field(options=[option("1", "x" * 76)])),
        f"must be less than 76 characters [json-pointer:{ELEMENT}/options/0/text/text]",
    ),
    (
        modal(menu_field(options=[option("x" * 151, "x")])),
        f"must be less than 151 characters [json-pointer:{ELEMENT}/options/0/value]",
    ),
    (
        modal(menu_field(options=[{**option("1"), "description": plain("x" * 76)}])),
        f"must be less than 76 characters [json-pointer:{ELEMENT}/options/0/description/text]",
    ),
    (
        modal(menu_field(options=[{**option("1"), "colour": "red"}])),
        f"invalid additional property: colour [json-pointer:{ELEMENT}/options/0]",
    ),
    (
        modal(menu_field("source", "1", "1")),
        f'`value` "1" already exists [json-pointer:{ELEMENT}]',
    ),
    (
        modal(menu_field("source", "1", initial_option=option("1", "One"))),
        f"must be one of the provided options [json-pointer:{ELEMENT}/initial_option]",
    ),
    (
        modal(menu_field(option_groups=[{"label": plain("x" * 76), "options": options(1)}])),
        f"must be less than 76 characters [json-pointer:{ELEMENT}/option_groups/0/label/text]",
    ),
    (
        modal(menu_field(option_groups=[{"label": plain("x"), "options": []}])),
        f"no fewer than 1 items allowed [json-pointer:{ELEMENT}/option_groups/0/options]",
    ),
    (
        modal(menu_field(type="external_select", min_query_length=-1)),
        f"must be greater than or equal to 0 [json-pointer:{ELEMENT}/min_query_length]",
    ),
    (modal(radio(*map(str, range(11)))), f"no more than 10 items allowed [json-pointer:{ELEMENT}/options]"),
    (modal(radio()), f"no fewer than 1 items allowed [json-pointer:{ELEMENT}/options]"),
    (
        modal(radio("1", initial_option=option("2"))),
        f"must be one of the provided options [json-pointer:{ELEMENT}/initial_option]",
    ),
    (
        modal(section(accessory={"type": "overflow", "options": options(6)})),
        f"no more than 5 items allowed [json-pointer:{FIELD}/accessory/options]",
    ),
    ("no view", "must provide an object [json-pointer:/view]"),
]


@pytest.mark.parametrize(("view", "complaint"), BROKEN_VIEWS, ids=[complaint for _, complaint in BROKEN_VIEWS])
def test_a_broken_view_is_refused(view, complaint):
    assert view_problems(view) == [f"[ERROR] {complaint}"]


def test_not_every_workspace_has_alert_blocks():
    view = modal({"type": "alert", "text": plain("x")})
    assert view_problems(view, alert_blocks=False) == [f"[ERROR] unsupported type: alert [json-pointer:{FIELD}/type]"]


BROKEN_MESSAGES = [
    ([section()] * 51, [], "no more than 50 items allowed [json-pointer:/blocks]"),
    ([{"type": "alert", "text": plain("x")}], [], "unsupported type: alert [json-pointer:/blocks/0/type]"),
    ("text", [], "must provide an array [json-pointer:/blocks]"),
    (
        [{"type": "markdown", "text": "x" * 12_001}],
        [],
        "must be less than 12001 characters [json-pointer:/blocks/0/text]",
    ),
    (
        [{"type": "markdown", "text": "x" * 7_000}] * 2,
        [],
        "no more than 12000 characters of markdown allowed [json-pointer:/blocks]",
    ),
    ([], [{"colour": "red"}], "invalid additional property: colour [json-pointer:/attachments/0]"),
    (
        [],
        [{"blocks": [section("")]}],
        "must be more than 0 characters [json-pointer:/attachments/0/blocks/0/text/text]",
    ),
    (
        [section(block_id="x")],
        [{"blocks": [section(block_id="x")]}],
        '`block_id` "x" already exists [json-pointer:/attachments/0/blocks/0/block_id]',
    ),
]


@pytest.mark.parametrize(("blocks", "attachments", "complaint"), BROKEN_MESSAGES)
def test_a_broken_message_is_refused(blocks, attachments, complaint):
    assert message_problems(blocks, attachments) == [f"[ERROR] {complaint}"]


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ({}, "must define either `options` or `option_groups` [json-pointer:]"),
        ({"options": options(101)}, "no more than 100 items allowed [json-pointer:/options]"),
        ({"options": [option("1", "x" * 76)]}, "must be less than 76 characters [json-pointer:/options/0/text/text]"),
        ({"options": [], "more": 1}, "invalid additional property: more [json-pointer:]"),
    ],
)
def test_broken_suggestions_are_refused(answer, complaint):
    assert suggestion_problems(answer) == [f"[ERROR] {complaint}"]


@pytest.mark.parametrize(
    "view",
    [
        modal(title=plain("x" * 24)),
        modal(*[section()] * 100),
        modal(private_metadata="x" * 3000, callback_id="x" * 255),
        modal(section("x" * 3000, accessory=button(text=plain("x" * 75), value="x" * 2000))),
        modal(text_field(max_length=3000, min_length=0, initial_value="x" * 3000)),
        modal(menu_field(options=options(100), initial_option=option("99"))),
        modal(menu_field(option_groups=[{"label": plain("x" * 75), "options": options(100)}])),
        modal(menu_field(type="external_select", min_query_length=0, initial_option=option("1"))),
        modal(radio(*map(str, range(10)), initial_option=option("9"))),
        modal({"type": "alert", "text": plain("x" * 200), "level": "warning"}),
        modal(context(10), {"type": "divider"}, {"type": "header", "text": plain("x" * 150)}),
        modal({**text_field(), "hint": plain("x" * 2000), "optional": True, "dispatch_action": True}),
    ],
)
def test_a_view_at_the_limits_is_taken(view):
    assert view_problems(view) == []
