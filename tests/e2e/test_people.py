"""People who change, and people who are new."""

import dataclasses

from bot.sandbox.ilert.account import User
from tests.e2e.actions import NETWORK, alerts


async def ready_to_submit(sandbox, who, channel):
    """Open the account dialog as somebody and fill it in."""
    person = sandbox.person(who)
    await person.command(channel, "/il-alert", "The core is slow")
    await person.opened_view()
    await person.choose("source", "2247480")
    await person.opened_view(lambda view: view.values.get("policy.2247480") == "81214")
    return person


async def test_somebody_deactivated_in_slack_is_out_at_once(sandbox, daemon):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "down")
    await sam.opened_view()
    await sam.choose("choice", NETWORK)
    sandbox.slack.workspace.people[sam.id].deleted = True
    envelope = sandbox.slack.event({"type": "user_change", "user": {"id": sam.id, "deleted": True}})
    await sandbox.until(lambda: envelope.acks)
    ack = await sandbox.slack.deliver("view_submission", sam.submission())
    assert "Your Slack account is deactivated" in str(ack.payload["view"])
    assert alerts(sandbox) == []


async def test_a_persons_locale_comes_with_the_one_call_that_is_made_anyway(sandbox, daemon):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "down")
    await sam.opened_view()
    (call,) = sandbox.slack.called("users.info")
    assert (call.query | call.body) == {"user": sam.id, "include_locale": "true"}
    assert call.answer["user"]["locale"] == "en-US"


async def test_somebody_new_in_ilert_is_looked_up_with_their_teams(sandbox, daemon):
    account = sandbox.ilert.account
    account.users[777] = User(777, "Sam", "Sommer", "Sam.Sommer@acme.example", "USER")
    payments = account.teams[902]
    account.teams[902] = dataclasses.replace(payments, members={**payments.members, 777: "RESPONDER"})
    sam = sandbox.person("sam")
    await sam.command("#ops", "/il-alert", "")
    view = await sam.opened_view()
    assert view.title == "Alert on-call team"
    assert "Payments Slack" in view.options("source").values()


async def test_the_name_of_a_private_channel_stands_in_the_alert(sandbox, daemon):
    robert = sandbox.person("robert")
    await robert.command("#payments", "/il-alert", "Payments are failing")
    await robert.opened_view()
    await sandbox.until(lambda: sandbox.slack.called("conversations.info"))
    await robert.choose("source", "2247478")
    await sandbox.until(lambda: robert.view.values.get("policy.2247478") == "81213")
    await robert.submit()
    await sandbox.until(lambda: alerts(sandbox))
    assert "from #payments (https://acme.slack.com/archives/C0PAYMENTS1)" in alerts(sandbox)[0].details


async def test_an_alert_from_a_direct_message_says_so(sandbox, daemon):
    ursula = await ready_to_submit(sandbox, "ursula", "dm")
    await ursula.submit()
    await sandbox.until(lambda: alerts(sandbox))
    assert "from a direct message" in alerts(sandbox)[0].details


async def test_a_private_channel_without_the_bot_stays_unnamed(sandbox, daemon):
    robert = sandbox.person("robert")
    await robert.command("#secret", "/il-alert", "hush")
    await robert.opened_view()
    await daemon.logged("channel_name_unknown")


async def refused(sandbox, who, words):
    """Try to raise an alert: ilert is asked while they type, so that at Submit, or before, the dialog says why not."""
    person = sandbox.person(who)
    await person.command("#ops", "/il-alert", "The core is slow")
    await person.opened_view()
    await person.choose("source", "2247480")
    await person.opened_view(lambda view: words in view.text or view.values.get("policy.2247480") == "81214")
    if words not in person.view.text:
        await person.submit()
    return words in person.view.text


async def test_somebody_who_left_ilert_is_out_when_they_submit(sandbox, daemon):
    users = sandbox.ilert.account.users
    (gone,) = [key for key, user in users.items() if user.first_name == "Ursula"]
    del users[gone]
    assert await refused(sandbox, "ursula", "There is no Slack alert source configured")
    assert alerts(sandbox) == []


async def test_somebody_whose_role_was_taken_is_out_when_they_submit(sandbox, daemon):
    users = sandbox.ilert.account.users
    (key,) = [key for key, user in users.items() if user.first_name == "Ursula"]
    users[key] = dataclasses.replace(users[key], role="STAKEHOLDER")
    assert await refused(sandbox, "ursula", "Your ilert role is Stakeholder.")
    assert alerts(sandbox) == []


async def test_a_source_that_was_switched_off_is_refused_when_they_submit(sandbox, daemon):
    sources = sandbox.ilert.account.sources
    sources[2247480] = dataclasses.replace(sources[2247480], active=False)
    ursula = await ready_to_submit(sandbox, "ursula", "#ops")
    assert (await ursula.submit()).result == "errors"
    assert alerts(sandbox) == []


async def test_while_ilert_is_away_what_was_read_goes_on(sandbox, daemon):
    ursula = await ready_to_submit(sandbox, "ursula", "#ops")
    sandbox.faults.ilert = "hang"
    assert (await ursula.submit()).result == "updated"
    sandbox.faults.ilert = "up"
    await sandbox.until(lambda: alerts(sandbox), timeout=40)
