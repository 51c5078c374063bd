"""Alerts about messages and from the shortcuts menu: the daemon as a process, over real sockets."""

from bot.sandbox.slack.workspace import Message
from bot.wording.denials import NO_SLACK_ALERT_SOURCE
from tests.e2e.actions import NETWORK, alerts, raised

FROM_MESSAGE = "create_alert_from_message"
FROM_ANYWHERE = "create_alert"


def links(alert):
    return {one["text"]: one["href"] for one in alert.links}


async def test_a_reply_in_a_thread_becomes_an_alert_that_leads_back_to_it(sandbox, daemon):
    sam, alice = sandbox.person("sam"), sandbox.person("alice")
    top = await alice.say("#demo", "Is the checkout down?")
    reply = await alice.say("#demo", "Yes: 500s since 9:00, ask @robert\nSee https://db1.acme.example/x", answering=top)
    assert await sam.use_shortcut(reply, FROM_MESSAGE)
    view = await sam.opened_view()
    assert view.title == "Alert on-call engineers"
    assert view.values["summary"] == "Yes: 500s since 9:00, ask @Robert Müller"
    assert view.values["details"].startswith("Alice Adler wrote in Slack:\nYes: 500s since 9:00")
    await sam.choose("choice", NETWORK)
    assert (await sam.submit()).result == "updated"
    alert = await raised(sandbox)
    number = reply.ts.replace(".", "")
    address = f"https://acme.slack.com/archives/C024BE91L/p{number}?thread_ts={top.ts}&cid=C024BE91L"
    assert links(alert)["Slack: the message that this is about"] == address
    assert "See https://db1.acme.example/x" in alert.details


async def test_messages_of_bots_of_foreign_channels_and_deleted_ones(sandbox, daemon):
    sam, workspace = sandbox.person("sam"), sandbox.slack.workspace
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "*FIRING* disk full"}}
    bots = Message(
        workspace.timestamp(sandbox.clock.now()), "C024BE91L", "U0ILERTBOT1", "ilert", bot=True, text="", blocks=[block]
    )
    workspace.post(bots)
    await sam.use_shortcut(bots, FROM_MESSAGE)
    view = await sam.opened_view()
    assert view.values["summary"] == "*FIRING* disk full"
    workspace.remove(bots)
    await sam.choose("choice", NETWORK)
    await sam.submit()
    alert = await raised(sandbox)
    await daemon.logged("message_gone")
    assert list(links(alert)) == ["Slack: #demo"]

    # The bot is not in this channel: it answers there all the same, and decides as everywhere.
    there = await sam.say("#random", "down")
    await sam.use_shortcut(there, FROM_MESSAGE)
    await sandbox.until(lambda: len(sandbox.messages("#random", seen_by="sam")) > 1)
    assert NO_SLACK_ALERT_SOURCE in sandbox.messages("#random", seen_by="sam")[-1].all_text
    ursula = sandbox.person("ursula")
    await ursula.use_shortcut(there, FROM_MESSAGE)
    view = await ursula.opened_view()
    assert (view.callback_id, view.values["summary"]) == ("alert_account", "down")


async def test_in_a_direct_message_it_is_the_account_that_counts(sandbox, daemon):
    sam, ursula = sandbox.person("sam"), sandbox.person("ursula")
    theirs = await sam.say("dm", "the checkout is down")
    await sam.use_shortcut(theirs, FROM_MESSAGE)
    await sandbox.until(lambda: NO_SLACK_ALERT_SOURCE in sandbox.messages("@sam", seen_by="sam")[-1].all_text)
    message = await ursula.say("dm", "the core database is slow")
    await ursula.use_shortcut(message, FROM_MESSAGE)
    view = await ursula.opened_view()
    assert (view.callback_id, view.values["summary"]) == ("alert_account", "the core database is slow")
    await ursula.choose("source", "2247480")
    await ursula.opened_view(lambda seen: any(one["block_id"] == "policy.2247480" for one in seen.blocks))
    await ursula.submit()
    alert = await raised(sandbox)
    assert message.ts.replace(".", "") in links(alert)["Slack: the message that this is about"]


async def test_from_the_shortcuts_menu_people_get_their_dialog_or_choose_a_channel(sandbox, daemon, policy_file):
    ursula, sam = sandbox.person("ursula"), sandbox.person("sam")
    assert await ursula.use_global_shortcut(FROM_ANYWHERE)
    view = await ursula.opened_view()
    assert view.callback_id == "alert_account"
    await ursula.choose("source", "2247480")
    view = await ursula.opened_view(lambda seen: any(one["block_id"] == "policy.2247480" for one in seen.blocks))
    ursula.type("summary", "from nowhere")
    await ursula.submit()
    alert = await raised(sandbox)
    assert links(alert) == {"Slack: the shortcuts menu": "https://acme.slack.com/"}

    await sam.use_global_shortcut(FROM_ANYWHERE)
    assert (await sam.opened_view()).callback_id == "alert_channel"
    await sam.close_view()

    before = len(daemon.events("policy_loaded"))
    policy_file.write_text(policy_file.read_text().replace('["#demo"]', '["#demo", "#ops", "#payments"]'))
    await daemon.logged("policy_loaded", lambda line: len(daemon.events("policy_loaded")) > before)
    await sam.use_global_shortcut(FROM_ANYWHERE)
    view = await sam.opened_view()
    assert list(view.options("channel").values()) == ["#demo", "#ops"]
    sandbox.slack.workspace.channel_named("#ops").members.remove(sam.id)
    await sam.choose("channel", "C0OPS000001")
    assert "channel" in (await sam.submit()).errors
    await sam.choose("channel", "C024BE91L")
    assert (await sam.submit()).result == "updated"
    view = await sam.opened_view(lambda seen: seen.callback_id == "alert_channel")
    await sam.choose("choice", NETWORK)
    sam.type("summary", "chosen")
    await sam.submit()
    await sandbox.until(lambda: len(alerts(sandbox)) == 2)
    assert "#demo" in alerts(sandbox)[-1].details
