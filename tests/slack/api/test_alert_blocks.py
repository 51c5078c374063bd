"""Whether Slack takes `alert` blocks is learned where nothing is lost if it does not."""

import pytest

from bot.slack.api.alert_blocks import AlertBlocks, with_sections
from bot.slack.api.errors import SlackRefused, SlackUnreachable, ViewGone
from bot.slack.ui.blocks import callout, modal, section

VIEW = modal("Alert", [callout("*2* are open"), section("x")], close="Close", callback_id="c")
PLAIN = modal("Alert", [section("*2* are open"), section("x")], close="Close", callback_id="c")
REFUSED = SlackRefused("views.update", "invalid_arguments", "unsupported type: alert")


class Dialog:
    """Raises what it is given, in turn, then takes what comes."""

    def __init__(self, *failures):
        self.failures = list(failures)
        self.drawn = []

    async def draw(self, view):
        self.drawn.append(view)
        if self.failures:
            raise self.failures.pop(0)


@pytest.fixture
def blocks():
    return AlertBlocks()


async def test_a_dialog_opens_with_them_once_an_open_one_was_drawn_with_them(blocks):
    assert blocks.to_open(VIEW) == PLAIN
    dialog = Dialog()
    await blocks.update(VIEW, dialog.draw)
    assert dialog.drawn == [VIEW]
    assert blocks.to_open(VIEW) == VIEW


async def test_what_slack_refuses_is_drawn_as_sections_at_once_and_never_tried_again(blocks):
    dialog = Dialog(REFUSED)
    await blocks.update(VIEW, dialog.draw)
    await blocks.update(VIEW, dialog.draw)
    assert dialog.drawn == [VIEW, PLAIN, PLAIN]
    assert blocks.to_open(VIEW) == PLAIN


@pytest.mark.parametrize("failures", [[REFUSED, REFUSED], [SlackUnreachable("views.update", "http_503")]])
async def test_what_they_are_not_to_blame_for_is_not_held_against_them(blocks, failures):
    with pytest.raises(type(failures[-1])):
        await blocks.update(VIEW, Dialog(*failures).draw)
    dialog = Dialog()
    await blocks.update(VIEW, dialog.draw)
    assert dialog.drawn == [VIEW]


async def test_a_dialog_without_them_is_drawn_once(blocks):
    dialog = Dialog(ViewGone("views.update", "not_found"))
    with pytest.raises(ViewGone):
        await blocks.update(PLAIN, dialog.draw)
    assert dialog.drawn == [PLAIN]
    assert blocks.to_open(VIEW) == PLAIN


def test_what_is_too_long_for_them_is_a_section():
    assert callout("x" * 200)["type"] == "alert"
    assert callout("x" * 201)["type"] == "section"


def test_the_block_keeps_its_id_and_its_text():
    view = with_sections({"blocks": [{**callout("x"), "block_id": "hints.1"}]})
    assert view == {"blocks": [{"type": "section", "block_id": "hints.1", "text": {"type": "mrkdwn", "text": "x"}}]}
