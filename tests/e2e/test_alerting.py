"""From the command to the alert: the daemon as a process, over real sockets."""

from bot.wording.denials import NO_SLACK_ALERT_SOURCE
from tests.e2e.actions import NETWORK, NO_ROUTING_KEY, PLATFORM, alerts, paths, raised, result_of


async def test_anybody_alerts_from_a_configured_channel(sandbox, daemon):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "the checkout is down")
    view = await sam.opened_view()
    assert view.title == "Alert on-call engineers"
    assert view.values["summary"] == "the checkout is down"
    await sam.choose("choice", NETWORK)
    sam.type("details", "since nine o'clock")
    assert (await sam.submit()).result == "updated"

    alert = await raised(sandbox)
    assert alert.summary == "the checkout is down"
    assert alert.source == 2247477
    assert alert.policy == 81211
    assert "since nine o'clock" in alert.details
    assert "Raised by Sam" in alert.details
    assert "#demo" in alert.details
    shown = await result_of(sandbox, sam)
    assert f"*Network Infrastructure* is being alerted. It is alert #{alert.id} in ilert." in shown
    assert "view.jsf" not in shown
    assert paths(sandbox).count("POST /events") == 1
    line = await daemon.logged("alert_raised")
    assert line["ref"] == (await daemon.logged("decision"))["ref"]
    assert line["ref"] in alert.details


async def test_the_receipt_stays_in_the_channel_for_the_reporter_alone(sandbox, daemon):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "down")
    await sam.opened_view()
    await sam.choose("choice", NETWORK)
    await sam.submit()
    await sandbox.until(lambda: sandbox.messages("#demo", seen_by="sam"))
    (message,) = sandbox.messages("#demo", seen_by="sam")
    assert "*Network Infrastructure* is being alerted." in message.text
    assert "“down”" in message.text
    assert sandbox.messages("#demo", seen_by="alice") == []


async def test_another_policy_than_the_sources_own_goes_by_routing_key(sandbox, daemon):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "slow")
    await sam.opened_view()
    await sam.choose("choice", PLATFORM)
    await sam.submit()
    alert = await raised(sandbox)
    assert alert.policy == 81212
    assert paths(sandbox).count("POST /events") == 1


async def test_a_policy_without_routing_key_goes_by_a_manual_alert(sandbox, daemon):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "slow")
    view = await sam.opened_view()
    assert [option["text"]["text"] for option in view.block("choice")["element"]["options"]] == [
        "Network Infrastructure",
        "Platform Infrastructure",
        "Database Admins",
    ]
    await sam.choose("choice", NO_ROUTING_KEY)
    await sam.submit()
    alert = await raised(sandbox)
    assert alert.policy == 81214
    assert paths(sandbox).count("POST /alerts") == 1
    assert paths(sandbox).count("POST /events") == 0


async def test_an_ilert_user_alerts_what_role_and_teams_allow(sandbox, daemon):
    ursula = sandbox.person("ursula")
    await ursula.command("#ops", "/il-alert", "")
    view = await ursula.opened_view()
    assert view.title == "Alert on-call team"
    assert [option["text"]["text"] for option in view.block("source")["element"]["options"]] == [
        "Backup jobs (in maintenance)",
        "Checkout monitoring",
        "Core database",
        "Public front, private policy",
        "Slack Alerts",
    ]
    ursula.type("summary", "The core database is full")
    await ursula.choose("source", "2247480")
    await sandbox.until(lambda: ursula.view.values.get("policy.2247480") == "81214")
    assert ursula.view.values["summary"] == "The core database is full"
    await ursula.choose("priority", "HIGH")
    await ursula.submit()
    alert = await raised(sandbox)
    assert alert.source == 2247480
    assert alert.policy == 81214
    assert alert.priority == "HIGH"
    assert f"view.jsf?id={alert.id}" in await result_of(sandbox, ursula)
    assert paths(sandbox).count("POST /alerts") == 1


async def test_who_may_not_see_the_sources_own_policy_alerts_it_unnamed(sandbox, daemon):
    ursula = sandbox.person("ursula")
    await ursula.command("#ops", "/il-alert", "The front is down")
    await ursula.opened_view()
    await ursula.choose("source", "2247483")
    await sandbox.until(lambda: ursula.view.values.get("policy.2247483") == "own")
    await ursula.submit()
    assert (await raised(sandbox)).policy == 81213
    (call,) = [call for call in sandbox.ilert.calls if call.method == "POST" and call.path == "/alerts"]
    assert "escalationPolicy" not in call.body


async def test_people_with_an_account_swap_to_the_full_dialog_and_back(sandbox, daemon):
    alice = sandbox.person("alice")
    await alice.command("#demo", "/il-alert", "down")
    await alice.opened_view()
    alice.type("details", "typed before the swap")
    await alice.click("use_account")
    await sandbox.until(lambda: alice.view.title == "Alert on-call team")
    assert alice.view.values["summary"] == "down"
    assert alice.view.values["details"] == "typed before the swap"
    await alice.click("use_channel")
    await sandbox.until(lambda: alice.view.title == "Alert on-call engineers")
    assert alice.view.values["details"] == "typed before the swap"
    await alice.choose("choice", NETWORK)
    await alice.submit()
    assert (await raised(sandbox)).policy == 81211


async def test_no_ilert_call_and_one_slack_call_between_command_and_dialog(sandbox, daemon):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "")
    await sam.opened_view()
    await sam.close_view()
    before_ilert, before_slack = len(sandbox.ilert.calls), len(sandbox.slack.calls)
    await sam.command("#demo", "/il-alert", "")
    await sam.opened_view()
    assert len(sandbox.ilert.calls) == before_ilert
    assert [call.what for call in sandbox.slack.calls[before_slack:]] == ["views.open"]


async def test_a_denial_leads_to_other_channels_by_buttons_and_keeps_the_policy_lines_behind_one(sandbox, daemon):
    sam = sandbox.person("sam")
    await sam.command("#ops", "/il-alert", "the checkout is down")
    await sandbox.until(lambda: sandbox.messages("#ops", seen_by="sam"))
    (message,) = sandbox.messages("#ops", seen_by="sam")
    assert message.blocks[0]["text"]["text"] == NO_SLACK_ALERT_SOURCE
    assert "<#C024BE91L>" in message.blocks[1]["text"]["text"]
    await sam.press(message, "how_to_set_up")
    await sandbox.until(lambda: len(sandbox.messages("#ops", seen_by="sam")) > 1)
    _, lines = sandbox.messages("#ops", seen_by="sam")
    assert 'channels = ["C0OPS000001"]' in lines.blocks[0]["text"]["text"]
    await sam.press(message, "alert_from_0")
    view = await sam.opened_view()
    assert "the checkout is down" in str(view.blocks)
    await sam.choose("choice", NETWORK)
    await sam.submit()
    await sandbox.until(lambda: alerts(sandbox))
    (alert,) = alerts(sandbox)
    assert "#demo" in alert.details


async def test_submit_pressed_twice_is_one_alert(sandbox, daemon):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "down")
    await sam.opened_view()
    await sam.choose("choice", NETWORK)
    first = sam.submission()
    await sandbox.slack.deliver("view_submission", first)
    again = await sandbox.slack.deliver("view_submission", first)
    assert again.payload["response_action"] == "update"
    await raised(sandbox)
    await daemon.logged("alert_raised")
    assert len(alerts(sandbox)) == 1
    assert paths(sandbox).count("POST /events") == 1
