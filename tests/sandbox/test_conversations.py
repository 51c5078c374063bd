"""What the bot may know about channels."""

import pytest


@pytest.mark.parametrize(
    ("channel", "seen"),
    [
        ("C024BE91L", {"name": "demo", "is_private": False, "is_member": True, "is_archived": False}),
        ("C0RANDOM001", {"name": "random", "is_member": False}),
        ("C0PAYMENTS1", {"name": "payments", "is_private": True, "is_member": True}),
        ("C0OLD000001", {"name": "old", "is_archived": True}),
    ],
)
async def test_a_channel_is_read(lone_app, channel, seen):
    answer = await lone_app.call("conversations.info", channel=channel)
    assert seen.items() <= answer["channel"].items()


async def test_a_foreign_private_channel_does_not_exist(lone_app):
    assert (await lone_app.call("conversations.info", channel="C0SECRET001"))["error"] == "channel_not_found"


async def test_each_kind_of_channel_has_its_scope(sandbox, lone_app):
    answer = await lone_app.call("conversations.info", channel="D0SAM000001")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "im:read")
    sandbox.slack.workspace.app.scopes -= {"groups:read"}
    assert (await lone_app.call("conversations.info", channel="C0PAYMENTS1"))["needed"] == "groups:read"
    answer = await lone_app.call("conversations.list", types="public_channel,private_channel")
    assert answer["needed"] == "groups:read"


async def test_lists_come_in_pages(sandbox, lone_app):
    sandbox.slack.page_size = 2
    names, cursor, pages = [], "", 0
    while cursor or not pages:
        arguments = {"types": "public_channel,private_channel", "limit": 200, "exclude_archived": True}
        answer = await lone_app.call("conversations.list", cursor=cursor, **arguments)
        names += [channel["name"] for channel in answer["channels"]]
        cursor, pages = answer["response_metadata"]["next_cursor"], pages + 1
    assert (names, pages) == (["demo", "ops", "general", "random", "payments"], 3)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [({"limit": 1001}, "invalid_limit"), ({"cursor": "?"}, "invalid_cursor"), ({"types": "all"}, "invalid_types")],
)
async def test_a_list_with_a_wrong_argument_is_refused(lone_app, arguments, error):
    assert (await lone_app.call("conversations.list", **arguments))["error"] == error


async def test_members_are_listed(lone_app):
    answer = await lone_app.call("conversations.members", channel="C0PAYMENTS1")
    assert answer["members"] == ["U0ALICE0001", "U0ROBERT001", "U0ILERTBOT1"]


@pytest.mark.parametrize(
    ("users", "error"),
    [
        ("U0NOBODY001", "user_not_found"),
        ("U0DANA00001", "user_disabled"),
        ("U0EVE000001", "user_not_visible"),
        ("U0SAM000001,U0GINA00001", "too_many_users"),
    ],
)
async def test_a_conversation_is_opened_with_one_member(sandbox, lone_app, users, error):
    assert (await lone_app.call("conversations.open", users=users))["error"] == "missing_scope"
    sandbox.slack.workspace.app.scopes.add("im:write")
    assert (await lone_app.call("conversations.open", users="U0SAM000001"))["channel"] == {"id": "D0SAM000001"}
    assert (await lone_app.call("conversations.open", users=users))["error"] == error


async def test_somebodys_channels_are_listed_as_far_as_the_bot_may_know_of_them(sandbox, lone_app):
    workspace = sandbox.slack.workspace
    secret, user = workspace.channels["C0SECRET001"], "U0URSULA001"
    secret.members.append(user)
    answer = await lone_app.call("users.conversations", user=user, types="public_channel,private_channel")
    ids = {channel["id"] for channel in answer["channels"]}
    theirs = {one.id for one in workspace.channels.values() if user in one.members and one.kind != "im"}
    assert ids == theirs - {secret.id}
    assert ids
    assert (await lone_app.call("users.conversations", user="U0NOBODY001"))["error"] == "user_not_found"
