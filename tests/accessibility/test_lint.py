"""The lint finds what it is there for, and nothing in what is as it should be."""

import pytest

from bot.slack.ui.blocks import (
    button,
    buttons,
    context,
    field,
    message,
    modal,
    option,
    radio_buttons,
    section,
    select,
    text_input,
)
from tests.accessibility.lint import findings, spoken

SUMMARY = field("summary", "Alert summary", text_input("summary", "Enter your alert summary here", limit=255))
CHOICE = field("choice", "Who should be alerted?", radio_buttons("choice", [option("Network", "1")]))


def dialog(*blocks, submit="Submit"):
    return modal("Alert on-call team", blocks, close="Close", callback_id="x", submit=submit)


def said(words, *blocks):
    return message([section(words), *blocks])


@pytest.mark.parametrize(
    "payload",
    [
        dialog(SUMMARY, CHOICE),
        said(":x: Your alert could not be raised.", context("Reference 7K3M-Q9XD")),
        said("*Network* is being alerted.\n<https://x.example|Open the alert in ilert>"),
        said("Nothing is left to do.", button("page_now", "Page now", "")),
        said("Set it up:\n```[[table]]\nid = 0```"),
    ],
)
def test_nothing_is_found_where_nothing_is_wrong(payload):
    assert findings(payload) == []


@pytest.mark.parametrize(
    ("payload", "finding"),
    [
        ({"text": "", "blocks": [section("Nobody was alerted.")]}, "its text is no whole sentence: ''"),
        (
            {"text": "An alert.", "blocks": [section("Nobody was alerted.")]},
            "its text does not say 'Nobody was alerted.'",
        ),
        (said("Done"), "its text is no whole sentence: 'Done'"),
        (said(":white_check_mark:"), "nothing but an emoji says it: ':white_check_mark:'"),
        (said("Press the button below."), "a direction, 'below', in 'Press the button below.'"),
        (said("Drücken Sie den Knopf unten."), "a direction, 'unten', in 'Drücken Sie den Knopf unten.'"),
        (said("The alert → Network."), "an arrow in 'The alert → Network.'"),
        (said("Look here.", button("x", "OK", "")), "a button that does not say what it does: 'OK'"),
        (
            said("Choose one.", buttons([("a", "Raise an alert", ""), ("b", "Raise an alert", "")])),
            "two buttons of the name 'Raise an alert'",
        ),
        (
            {
                **said("A picture of it."),
                "blocks": [{"type": "image", "image_url": "https://x.example", "alt_text": ""}],
            },
            "an image without alt_text",
        ),
        (dialog(SUMMARY, submit=""), "fields, but no submit"),
        (dialog(SUMMARY, SUMMARY), "two fields of the label 'Alert summary'"),
        (dialog({**SUMMARY, "label": {"type": "plain_text", "text": "Text"}}), "a label that names no purpose: 'Text'"),
        (
            dialog({**SUMMARY, "label": {"type": "plain_text", "text": ":fire: Summary"}}),
            "an emoji in ':fire: Summary'",
        ),
        (
            dialog(field("source", "Alert source", select("source", "Select", [option("Network", "1")]))),
            "the field 'Alert source' has no placeholder that says what to enter",
        ),
        ({**dialog(), "title": {"type": "plain_text", "text": " "}}, "no title"),
    ],
)
def test_what_cannot_be_understood_by_ear_is_found(payload, finding):
    assert finding in findings(payload)


def test_a_button_whose_text_alone_does_not_say_what_it_does_may_have_a_label_that_does():
    payload = said("Is it over?", button("x", "Yes", ""))
    payload["blocks"][-1]["elements"][0]["accessibility_label"] = "Resolve the alert in ilert"
    assert findings(payload) == []


@pytest.mark.parametrize(
    ("mrkdwn", "words"),
    [
        (":x: *Network* is _not_ alerted.", "Network is not alerted."),
        ("> quoted\n<https://x.example|Open it>", "quoted"),
        ("before ```code\ncode``` after", "before after"),
    ],
)
def test_marks_emoji_code_and_links_are_not_spoken(mrkdwn, words):
    assert spoken(mrkdwn) == words
