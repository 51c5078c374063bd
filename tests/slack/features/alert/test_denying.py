"""What somebody reads who is offered nothing, and what stands behind its button."""

import pytest

from bot.domain.decision import Denied
from bot.domain.identity import NotMatched
from bot.runtime.deadline import Deadline
from bot.slack.api.errors import SlackRefused, SlackUnreachable
from bot.slack.features.alert import denying, elsewhere
from bot.slack.interaction import begin
from bot.wording.denials import NO_SLACK_ALERT_SOURCE
from tests.accounts import CHANNEL_SOURCE, DEMO, OPS, policy, slack_person
from tests.slack.fake_slack import FakeSlack, command_body, context, typed

PRIVATE, ANOTHER = "C0PRIVATE01", "C0ANOTHER01"
NAMES = {DEMO: "demo", PRIVATE: "war-room", ANOTHER: "another"}
FALLBACK = {"dialog": {"fallback": "Call the NOC: +49 221 0000"}}


class Workspace(FakeSlack):
    """Channels, public or not, and those that Sam is in."""

    def __init__(self, own=(), private=(), archived=()):
        super().__init__()
        self.own, self.private, self.archived = {one: NAMES.get(one, "") for one in own}, private, archived

    async def channels_of(self, user_id):
        self._fail("channels_of")
        return self.own

    async def channel(self, channel_id):
        self._fail("channel")
        return {
            "id": channel_id,
            "name": NAMES.get(channel_id, channel_id.lower()),
            "is_private": channel_id in self.private,
            "is_archived": channel_id in self.archived,
        }


def named(*channels, **more):
    return policy(slack_alert_source=[{**CHANNEL_SOURCE, "channels": list(channels), **more}], **FALLBACK)


async def denied(slack, current, person=None, reason=Denied.NO_SLACK_ALERT_SOURCE, written=""):
    interaction = typed(slack, written, channel=OPS)
    await denying.deny(context(slack, current), interaction, person or slack_person(), reason, written)
    (message,) = slack.replies
    return message


def parts(message):
    """The words of its paragraphs, and the labels of its buttons."""
    texts = [block["text"]["text"] for block in message["blocks"] if block["type"] == "section"]
    buttons = [
        one["text"]["text"] for block in message["blocks"] for one in block.get("elements", ()) if "action_id" in one
    ]
    return texts, buttons


async def test_the_reason_comes_first_then_other_channels_then_the_telephone_then_the_button():
    message = await denied(Workspace(), named("#demo"))
    texts, buttons = parts(message)
    assert texts == [NO_SLACK_ALERT_SOURCE, f"You can do it in <#{DEMO}>.", "Call the NOC: +49 221 0000"]
    assert buttons == ["Raise an alert in #demo", "How to set this channel up"]
    assert "[[slack_alert_source]]" not in str(message)
    assert message["text"].startswith("\n".join([*texts, "Reference "]))


async def test_own_channels_come_before_public_ones():
    slack = Workspace(own=[ANOTHER, PRIVATE], private=[PRIVATE])
    texts, buttons = parts(await denied(slack, named("#demo", PRIVATE, ANOTHER)))
    assert buttons[:3] == ["Raise an alert in #war-room", "Raise an alert in #another", "Raise an alert in #demo"]
    assert texts[1] == f"You can do it in <#{PRIVATE}>, <#{ANOTHER}>, <#{DEMO}>."


@pytest.mark.parametrize("hidden", ["private", "archived"])
async def test_a_channel_that_they_may_not_see_or_use_is_not_mentioned(hidden):
    message = await denied(Workspace(**{hidden: [PRIVATE]}), named(PRIVATE))
    assert PRIVATE not in str(message)
    assert "You can do it" not in str(message)


async def test_the_buttons_fit_into_what_slack_takes():
    class LongNames(Workspace):
        async def channel(self, channel_id):
            return {**await super().channel(channel_id), "name": "x" * 80}

    message = await denied(LongNames(), named("#demo", ANOTHER), written="u" * 4000)
    assert str(message["blocks"]).count("u" * 2100) == 1
    first, _ = (block for block in message["blocks"] if block["type"] == "actions")
    assert len({one["action_id"] for one in first["elements"]}) == 2
    assert all(len(one["text"]["text"]) == 75 and len(one["value"]) <= 2000 for one in first["elements"])


def pressed(slack, channel=DEMO, written=""):
    actions = [{"action_id": "alert_from_0", "value": f"{channel} {written}"}]
    return begin(slack, {**command_body(channel=OPS), "text": "", "actions": actions}, Deadline.after(3.0))


async def test_a_button_opens_the_dialog_of_its_channel_with_what_was_written():
    slack = Workspace()
    await elsewhere.open_elsewhere(context(slack, named("#demo")), pressed(slack, written="the checkout is down"))
    (view,) = slack.opened
    assert "the checkout is down" in str(view)
    assert f'"c": "{DEMO}"' in view["private_metadata"]
    assert '"n": "demo"' in view["private_metadata"]


async def test_whether_they_may_is_decided_anew_for_the_channel_of_the_button():
    slack = Workspace()
    await elsewhere.open_elsewhere(context(slack, named(ANOTHER)), pressed(slack))
    texts, buttons = parts(slack.replies[0])
    assert (slack.opened, texts[0]) == ([], NO_SLACK_ALERT_SOURCE)
    assert "Raise an alert in #another" in buttons


@pytest.mark.parametrize("failing", [None, SlackUnreachable("users.conversations", "timeout")])
async def test_a_button_does_not_lead_into_a_channel_that_is_hidden_from_them_by_now(failing):
    slack = Workspace(private=[PRIVATE])
    if failing is not None:
        slack.failing["channels_of"] = failing
    await elsewhere.open_elsewhere(context(slack, named(PRIVATE)), pressed(slack, PRIVATE))
    assert slack.opened == []
    assert slack.replies[0]["text"].startswith(NO_SLACK_ALERT_SOURCE)


async def test_one_that_slack_does_not_show_leaves_the_others():
    class Partly(Workspace):
        async def channel(self, channel_id):
            if channel_id == PRIVATE:
                raise SlackRefused("conversations.info", "channel_not_found")
            return await super().channel(channel_id)

    texts, _ = parts(await denied(Partly(), named(PRIVATE, "#demo")))
    assert texts[1] == f"You can do it in <#{DEMO}>."


async def test_guests_are_shown_their_own_channels_where_guests_may():
    guest = slack_person(guest=True)
    texts, _ = parts(await denied(Workspace(own=[ANOTHER]), named("#demo", ANOTHER, guests=True), guest))
    assert texts[1] == f"You can do it in <#{ANOTHER}>."
    assert "You can do it" not in str(await denied(Workspace(own=[ANOTHER]), named("#demo", ANOTHER), guest))


@pytest.mark.parametrize("method", ["channels_of", "channel"])
async def test_where_slack_does_not_say_which_the_rest_is_said(method):
    slack = Workspace()
    slack.failing[method] = SlackUnreachable("users.conversations", "timeout")
    texts, buttons = parts(await denied(slack, named("#demo")))
    assert (texts, len(buttons)) == ([NO_SLACK_ALERT_SOURCE, "Call the NOC: +49 221 0000"], 1)


async def test_slack_is_not_asked_where_nothing_is_offered_anywhere():
    slack = Workspace()
    slack.failing["channels_of"] = AssertionError("asked")
    texts, _ = parts(await denied(slack, named("#demo"), slack_person(external=True), NotMatched.EXTERNAL))
    assert texts[0].startswith("You belong to another company's Slack workspace.")


async def test_no_more_than_five_are_shown():
    channels = [f"C0MANY{number:05}" for number in range(9)]
    texts, _ = parts(await denied(Workspace(), named(*channels)))
    assert texts[1] == f"You can do it in {', '.join(f'<#{channel}>' for channel in channels[:5])}."


@pytest.mark.parametrize("guest", [False, True])
async def test_behind_the_button_stand_the_lines_for_the_admin(guest):
    class Guest(Workspace):
        async def user(self, user_id):
            user, scopes = await super().user(user_id)
            return {**user, "is_restricted": guest}, scopes

    slack = Guest()
    body = {**command_body(), "actions": [{"action_id": "how_to_set_up", "value": OPS}], "text": ""}
    await denying.show_set_up(context(slack), begin(slack, body, Deadline.after(3.0)))
    (text,), _ = parts(slack.replies[0])
    assert f'channels = ["{OPS}"]' in text
    assert ("guests = true" in text) is guest
