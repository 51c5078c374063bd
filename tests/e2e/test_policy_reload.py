"""Changing the policy while the daemon runs."""

import signal

from tests.e2e.actions import alerts
from tests.e2e.settings import POLICY

NEW_LABEL = POLICY.replace("Please choose a problem area to report an incident.", "What burns?")


async def label_seen_by(sandbox, who):
    person = sandbox.person(who)
    await person.command("#demo", "/il-alert", "")
    view = await person.opened_view()
    await person.close_view()
    return view.block("choice")["label"]["text"]


async def test_a_file_written_in_place_takes_effect(sandbox, daemon, policy_file):
    policy_file.write_text(NEW_LABEL)
    line = await daemon.logged("policy_loaded", seconds=3)
    assert line["changes"]
    assert await label_seen_by(sandbox, "sam") == "What burns?"


async def test_a_file_renamed_over_it_takes_effect(sandbox, daemon, policy_file):
    for label in ("first", "second"):
        fresh = policy_file.with_suffix(".new")
        fresh.write_text(NEW_LABEL.replace("What burns?", label))
        fresh.chmod(0o644)
        fresh.replace(policy_file)
        await daemon.logged("policy_loaded", lambda line, label=label: label in str(line["changes"]))
        assert await label_seen_by(sandbox, "sam") == label


async def test_a_mistake_is_refused_and_the_last_good_policy_goes_on(sandbox, daemon, policy_file):
    policy_file.write_text('admin_channel = "#ops"\n' + POLICY)
    await daemon.logged("policy_loaded")
    policy_file.write_text('admin_channel = "#ops"\n' + NEW_LABEL.replace("id   = 81211", 'id   = "81211"'))
    line = await daemon.logged("policy_refused")
    assert ":13:10: slack_alert_source[1].escalation_policy[1].id: " in line["problem"]
    assert 'found "81211" (text), expected the number in the address of its page in ilert' in line["problem"]
    assert await label_seen_by(sandbox, "sam") == "Please choose a problem area to report an incident."
    await sandbox.until(lambda: len(sandbox.messages("#ops", seen_by="alice")) == 1)

    policy_file.write_text('admin_channel = "#ops"\n' + NEW_LABEL)
    await sandbox.until(lambda: len(sandbox.messages("#ops", seen_by="alice")) == 2)
    refused, mended = sandbox.messages("#ops", seen_by="alice")
    assert "The policy file has mistakes" in refused.text
    assert "The policy file is valid again" in mended.text
    assert await label_seen_by(sandbox, "sam") == "What burns?"


async def test_sighup_reads_the_file_at_once(daemon):
    daemon.send(signal.SIGHUP)
    assert (await daemon.logged("policy_loaded", seconds=3))["changes"] == []


async def test_a_dialog_that_was_open_is_judged_by_the_newest_policy(sandbox, daemon, policy_file):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "down")
    await sam.opened_view()
    await sam.choose("choice", "2247477:81212")
    policy_file.write_text(POLICY.replace("81212", "81213"))
    await daemon.logged("policy_loaded")
    result = await sam.submit()
    assert result.errors == {"choice": "This choice is no longer available here. Please choose another one."}
    assert (await daemon.logged("submission_refused"))["forged"] is True
    assert alerts(sandbox) == []


async def test_a_channel_that_lost_its_dialog_refuses_what_is_still_open(sandbox, daemon, policy_file):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "down")
    await sam.opened_view()
    await sam.choose("choice", "2247477:81211")
    policy_file.write_text("[ilert_users]\nenabled = true\n")
    await daemon.logged("policy_loaded")
    assert (await sam.submit()).result == "updated"
    assert "There is no Slack alert source configured" in sam.view.blocks[0]["text"]["text"]
    assert alerts(sandbox) == []


async def test_a_channel_name_that_nobody_knows_offers_nothing_and_is_named(sandbox, daemon, policy_file):
    policy_file.write_text(POLICY.replace("#demo", "#secret"))
    assert (await daemon.logged("channels_unknown"))["names"] == ["#secret"]
