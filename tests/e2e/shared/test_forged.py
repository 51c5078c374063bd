"""Submissions that were never offered, sent over the real socket: refused, logged, and nobody is alerted."""

import json

import pytest

from tests.e2e.actions import alerts, channel_submission, chosen, state

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHECKOUT, PAYMENTS_SLACK, CORE_DB, OLD = "2247479", "2247478", "2247480", "2247481"
PAYMENTS_ON_CALL, DATABASE = "81213", "81214"
NOT_OFFERED = "no longer available"


async def full_submission(sandbox, who="ursula"):
    """What Submit of the account dialog tells the bot, all filled in."""
    person = sandbox.person(who)
    await person.command("#ops", "/il-alert", "down")
    await person.opened_view()
    await person.choose("source", CORE_DB)
    await sandbox.until(lambda: person.view.values.get(f"policy.{CORE_DB}") == DATABASE)
    return person.submission()


def told(payload):
    """What every interaction in a dialog tells."""
    return {key: payload[key] for key in ("user", "team", "api_app_id", "view")}


async def refused(sandbox, daemon, payload):
    """Send a submission; returns the acknowledgement's payload after checking that nothing came of it."""
    ack = await sandbox.slack.deliver("view_submission", payload)
    assert alerts(sandbox) == []
    assert daemon.events("alert_accepted") == []
    return ack.payload


@pytest.mark.parametrize(
    "value",
    [
        f"2247477:{PAYMENTS_ON_CALL}",  # a policy that exists and was not listed
        f"{PAYMENTS_SLACK}:{PAYMENTS_ON_CALL}",  # another team's private source
        f"{CORE_DB}:{DATABASE}",  # a source that is not a Slack alert source
        "99:99",
        "2247477:81211:1",
        "-1:81211",
        "2247477:81211; drop table",
        "٢٢٤٧٤٧٧:81211",  # digits, but not ours
        "x" * 150,
    ],
)
async def test_a_choice_that_the_channel_does_not_offer(sandbox, daemon, value):
    payload = await channel_submission(sandbox)
    state(payload)["choice"]["choice"] = chosen(value, "radio_buttons")
    answer = await refused(sandbox, daemon, payload)
    assert answer["response_action"] == "errors"
    assert NOT_OFFERED in answer["errors"]["choice"]
    assert (await daemon.logged("submission_refused"))["forged"] is True


@pytest.mark.parametrize(
    ("source", "policy", "field"),
    [
        (PAYMENTS_SLACK, PAYMENTS_ON_CALL, "source"),
        (PAYMENTS_SLACK, DATABASE, "source"),
        (OLD, "81211", "source"),
        ("99", DATABASE, "source"),
        (CORE_DB, PAYMENTS_ON_CALL, f"policy.{CORE_DB}"),
        (CORE_DB, "own", f"policy.{CORE_DB}"),
        (CORE_DB, "junk", f"policy.{CORE_DB}"),
        ("2247483", PAYMENTS_ON_CALL, f"policy.{CORE_DB}"),
    ],
)
async def test_a_target_that_role_and_teams_do_not_allow(sandbox, daemon, source, policy, field):
    payload = await full_submission(sandbox)
    state(payload)["source"]["source"] = chosen(source)
    state(payload)[f"policy.{CORE_DB}"]["policy"] = chosen(policy)
    answer = await refused(sandbox, daemon, payload)
    assert NOT_OFFERED in answer["errors"][field]
    assert (await daemon.logged("submission_refused"))["forged"] is True


async def test_a_priority_that_is_none(sandbox, daemon):
    payload = await full_submission(sandbox)
    state(payload)["priority"]["priority"] = chosen("URGENT")
    assert set((await refused(sandbox, daemon, payload))["errors"]) == {"priority"}


@pytest.mark.parametrize("who", ["U0SAM000001", "U0STELLA001", "U0EVE000001", "U0DANA00001", "U0MALLORY01"])
async def test_somebody_else_submitting_an_ilert_users_dialog(sandbox, daemon, who):
    payload = await full_submission(sandbox)
    payload["user"]["id"] = who
    answer = await refused(sandbox, daemon, payload)
    assert answer["response_action"] == "update"
    assert (await daemon.logged("submission_denied"))["user"] == who


@pytest.mark.parametrize("who", ["U0EVE000001", "U0DANA00001", "U0GINA00001"])
async def test_somebody_who_may_not_submitting_the_channels_dialog(sandbox, daemon, who):
    payload = await channel_submission(sandbox)
    payload["user"]["id"] = who
    assert (await refused(sandbox, daemon, payload))["response_action"] == "update"


async def test_a_user_id_that_nobody_has(sandbox, daemon):
    payload = await channel_submission(sandbox)
    payload["user"]["id"] = "U0NOBODY001"
    answer = await refused(sandbox, daemon, payload)
    assert "Only members of this workspace can raise alerts." in str(answer["view"])


async def test_metadata_of_another_channel_is_decided_for_that_channel(sandbox, daemon):
    payload = await channel_submission(sandbox)
    metadata = json.loads(payload["view"]["private_metadata"])
    payload["view"]["private_metadata"] = json.dumps({**metadata, "c": "C0OPS000001"})
    assert (await refused(sandbox, daemon, payload))["response_action"] == "update"
    assert (await daemon.logged("submission_denied"))["reason"] == "no_slack_alert_source"


@pytest.mark.parametrize("metadata", ["", "{}", "null", "[]", "{", '{"r": "x", "c": "y", "n": null, "d": false}'])
async def test_metadata_that_is_not_ours(sandbox, daemon, metadata):
    payload = await channel_submission(sandbox)
    payload["view"]["private_metadata"] = metadata
    answer = await refused(sandbox, daemon, payload)
    assert answer["response_action"] == "update"
    assert "The bot cannot read this dialog" in str(answer["view"])
    await daemon.logged("dialog_unreadable")


async def test_a_dialog_of_the_other_kind(sandbox, daemon):
    payload = await channel_submission(sandbox)
    payload["view"]["callback_id"] = "alert_account"
    assert (await refused(sandbox, daemon, payload))["response_action"] == "update"


async def test_a_dialog_that_no_feature_knows(sandbox, daemon):
    payload = await channel_submission(sandbox)
    payload["view"]["callback_id"] = "of_another_release"
    answer = await refused(sandbox, daemon, payload)
    assert "The bot cannot read this dialog" in str(answer["view"])
    await daemon.logged("dialog_unreadable")


@pytest.mark.parametrize(
    "values", [{}, [], {"summary": 5}, {"choice": {}}, {"summary": {"summary": {"type": "x", "value": 5}}}]
)
async def test_a_state_of_another_shape(sandbox, daemon, values):
    payload = await channel_submission(sandbox)
    payload["view"]["state"]["values"] = values
    answer = await refused(sandbox, daemon, payload)
    assert set(answer["errors"]) == {"choice", "summary"}


async def test_a_search_in_somebody_elses_dialog_finds_only_what_they_may_see(sandbox, daemon):
    payload = await full_submission(sandbox)
    search = {
        "type": "block_suggestion",
        "user": {**payload["user"], "id": "U0SAM000001"},
        "team": payload["team"],
        "api_app_id": payload["api_app_id"],
        "action_id": "source",
        "block_id": "source",
        "value": "",
        "view": payload["view"],
        "container": {"type": "view", "view_id": payload["view"]["id"]},
    }
    ack = await sandbox.slack.deliver("block_suggestion", search)
    assert ack.payload["options"] == []


async def test_an_action_that_nobody_listens_to_is_acknowledged_and_logged(sandbox, daemon):
    payload = await channel_submission(sandbox)
    action = {"type": "button", "action_id": "nonsense", "block_id": "x", "action_ts": "1.0"}
    ack = await sandbox.slack.deliver("block_actions", {**told(payload), "actions": [action]})
    assert ack is not None
    await daemon.logged("payload_ignored")
    assert daemon.events("listener_failed") == []


async def test_a_search_while_slack_is_slow_finds_nothing_and_is_no_mistake(sandbox, daemon):
    payload = await full_submission(sandbox)
    search = {**told(payload), "user": {"id": "U0NOBODY001"}, "action_id": "source", "block_id": "source", "value": ""}
    ack = await sandbox.slack.deliver("block_suggestion", search)
    assert ack.payload["options"] == []
    await daemon.logged("person_unknown")
    assert daemon.events("listener_failed") + daemon.events("interaction_failed") == []
