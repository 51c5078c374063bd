"""`/il-oncall`: the daemon as a process, over real sockets."""

from dataclasses import replace

from tests.e2e.actions import paths
from tests.e2e.daemon import HurriedDaemon


async def asked(sandbox, who, channel, text=""):
    """Let somebody ask, and return what they alone read then."""
    before = len(sandbox.messages(channel, seen_by=who))
    await sandbox.person(who).command(channel, "/il-oncall", text)
    await sandbox.until(lambda: len(sandbox.messages(channel, seen_by=who)) > before)
    return sandbox.messages(channel, seen_by=who)[-1]


async def test_anybody_reads_about_the_channel_and_people_with_an_account_about_what_they_see(sandbox, daemon):
    message = await asked(sandbox, "sam", "#demo")
    network, platform, database = (block["text"]["text"] for block in message.blocks[:3])
    assert network == (
        "On call for *Network Infrastructure*:\nLevel 1: <@U0ROBERT001>, always on call\n"
        "Level 2: <@U0ALICE0001>, always on call"
    )
    assert platform.startswith("On call for *Platform Infrastructure*:\nLevel 1: <@U0ROBERT001>, always on call; ")
    assert "Level 2: <@U0URSULA001>, until <!date^" in platform
    assert "; then <@U0ROBERT001>, from <!date^" in platform
    assert database.startswith("On call for *Database Admins*:")
    assert "All times are in your time zone (Europe/Berlin)." in message.text
    assert message.only_for == sandbox.person("sam").id
    assert paths(sandbox).count("GET /on-calls") == 1

    users = sandbox.ilert.account.users
    users[602] = replace(users[602], phone="+49 221 5550 0002")
    message = await asked(sandbox, "robert", "#payments", "payments")
    assert "|Payments On-Call>:\nLevel 1: <@U0ROBERT001> <tel:+49 221 5550 0002|+49 221 5550 0002>" in message.text
    assert message.text.endswith("Level 2: nobody")
    assert paths(sandbox).count("GET /on-calls") == 2

    # What somebody may not see has no answer, not even by its name.
    message = await asked(sandbox, "ursula", "#ops", "payments on-call")
    assert "Nothing that you may see is called" in message.text
    assert "tel:" not in (await asked(sandbox, "sam", "#demo")).text
    assert "no Slack alert source configured" in (await asked(sandbox, "sam", "#ops")).all_text
    assert paths(sandbox).count("GET /on-calls") == 2


async def test_it_is_asked_for_chosen_changed_taken_away_and_leads_to_the_dialog(sandbox, daemon):
    ursula = sandbox.person("ursula")
    message = await asked(sandbox, "ursula", "#demo")
    assert message.text == "Choose an escalation policy or an alert source to see who is on call."
    found = await ursula.search_in(message, "on_call_pick", "core")
    assert [one["text"]["text"] for one in found] == ["Core database (alert source)"]
    await ursula.press(message, "on_call_pick", found[0]["value"])
    await sandbox.until(lambda: "|Database Admins>:\nLevel 1: <@U0ALICE0001>" in message.text)
    await ursula.press(message, "on_call_alert")
    view = await ursula.opened_view()
    assert (view.callback_id, view.values["source"]) == ("alert_account", "2247480")
    await ursula.close_view()
    await ursula.press(message, "on_call_change")
    await sandbox.until(lambda: message.text.startswith("Choose an escalation policy"))
    await ursula.press(message, "on_call_cancel")
    await sandbox.until(lambda: message not in sandbox.messages("#demo", seen_by="ursula"))


async def test_what_is_spelt_wrongly_or_means_several_is_offered_to_both_kinds_of_people(sandbox, daemon):
    message = await asked(sandbox, "sam", "#demo", "platfrom infrastructure")
    assert message.text == "Several match “platfrom infrastructure”. Choose one of them."
    (near, *_) = next(block["elements"] for block in message.blocks if block["type"] == "actions")
    options = {one["text"]["text"]: one["value"] for one in near["options"]}
    await sandbox.person("sam").press(message, "on_call_near", options["Platform Infrastructure"])
    await sandbox.until(lambda: message.text.startswith("On call for *Platform Infrastructure*:"))
    message = await asked(sandbox, "ursula", "#demo", "sre team escaltion")
    assert "|SRE Team Escalation>:" in message.text


async def test_while_ilert_is_away_people_read_how_old_its_last_answer_is(sandbox, settings):
    daemon = HurriedDaemon(settings)
    try:
        await daemon.start()
        await daemon.logged("slack_connected")
        await asked(sandbox, "sam", "#demo", "network")
        sandbox.faults.set({"ilert": "down"})
        while "This is what it said 1 minute ago." not in (
            text := (await asked(sandbox, "sam", "#demo", "network")).text
        ):
            assert "cannot be reached" not in text
        assert "Level 1: <@U0ROBERT001>" in text
    finally:
        await daemon.stop()


async def test_while_ilert_is_away_the_truth_is_told_and_the_last_answer_stays(sandbox, daemon, policy_file):
    await asked(sandbox, "sam", "#demo", "network")
    sandbox.faults.set({"ilert": "down"})
    assert "Level 1: <@U0ROBERT001>" in (await asked(sandbox, "sam", "#demo", "network")).text
    # Nobody has asked about this one before, nor does the policy file name it.
    text = (await asked(sandbox, "robert", "#payments", "payments on-call")).text
    assert "it is not known who is on call" in text
    assert "nobody" not in text
    await daemon.logged("on_calls_not_read")
    sandbox.faults.set({"ilert": "up"})
    policy_file.write_text(policy_file.read_text() + "\n[on_call]\nenabled = false\n")
    await daemon.logged("policy_loaded", lambda line: "on_call.enabled" in str(line["changes"]))
    assert "switched this command off" in (await asked(sandbox, "sam", "#demo")).text
