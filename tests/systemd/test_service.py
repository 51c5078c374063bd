"""What the unit file promises, under a real systemd: start, status, reload, restart, watchdog, stop, confinement."""

import json
import textwrap

import pytest

from tests.e2e.actions import alerts, press
from tests.systemd.service import CONFIGURATION, DRILL, PYTHON, STATE, UNIT, run

ACTIVE = "active"


async def test_the_start_ends_when_slack_has_greeted_it(sandbox, service):
    await service.start()
    assert sandbox.slack.socket.connections
    assert await service.show("ActiveState") == ACTIVE
    await service.becomes("StatusText", "connected, no alert waiting".__eq__)
    code, printed = await service.systemctl("status", "--no-pager", UNIT)
    assert code == 0
    assert 'Status: "connected, no alert waiting"' in printed


async def test_an_alert_gets_through_and_the_status_tells_of_one_that_waits(sandbox, service):
    await service.start()
    sandbox.faults.ilert = "down"
    await press(sandbox)
    await service.becomes("StatusText", lambda text: text.startswith("connected, 1 alert waiting, ilert unreachable"))
    sandbox.faults.ilert = "up"
    await service.becomes("StatusText", "connected, no alert waiting".__eq__)
    assert len(alerts(sandbox)) == 1


async def test_a_good_reload_is_waited_for(service):
    await service.start()
    pid = await service.show("MainPID")
    service.policy_file.write_text(service.policy_file.read_text().replace("Network Infrastructure", "Network"))
    code, printed = await service.systemctl("reload", UNIT)
    assert code == 0, printed
    assert "policy_loaded" in await service.journal()
    assert (await service.show("ActiveState"), await service.show("MainPID")) == (ACTIVE, pid)


async def test_a_reload_of_a_mistake_fails_shows_it_and_leaves_the_service_as_it_was(sandbox, service):
    await service.start()
    pid = await service.show("MainPID")
    service.policy_file.write_text('[ilert_users]\npriority = "high"\n')
    code, _ = await service.systemctl("reload", UNIT)
    assert code == 1
    assert f"{service.policy_file}:2:12: ilert_users.priority" in await service.journal()
    assert (await service.show("ActiveState"), await service.show("MainPID")) == (ACTIVE, pid)
    await service.becomes("StatusText", lambda text: "policy file refused, the last good one stays in force" in text)
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "down")
    assert (await sam.opened_view()).title == "Alert on-call engineers"


@pytest.mark.parametrize("signal", ["KILL", "SEGV", "TERM"])
async def test_whatever_ends_it_but_a_stop_it_is_started_again(sandbox, service, signal):
    await service.start()
    pid = await service.show("MainPID")
    await run("kill", f"-{signal}", pid)
    await service.becomes("NRestarts", "1".__eq__)
    await service.becomes("StatusText", "connected, no alert waiting".__eq__)
    assert await service.show("MainPID") != pid


async def test_a_wedged_event_loop_is_found_by_the_watchdog_which_leaves_the_stack_in_the_journal(sandbox, service):
    wedge = CONFIGURATION / "wedge.py"
    await service.override(
        textwrap.dedent(f"""\
        [Service]
        WatchdogSec=3
        ExecStart=
        ExecStart={PYTHON} {wedge}
        """)
    )
    # Signal handlers run on the thread of the event loop.
    wedge.write_text(
        textwrap.dedent("""\
        import signal, sys, time
        from bot.cli.main import main

        def wedged(*_):
            time.sleep(1000)

        signal.signal(signal.SIGUSR1, wedged)
        sys.exit(main(["run"]))
        """)
    )
    await service.start()
    await run("kill", "-USR1", await service.show("MainPID"))
    await service.becomes("NRestarts", "1".__eq__)
    await service.becomes("StatusText", "connected, no alert waiting".__eq__)
    journal = await service.journal()
    assert "Watchdog timeout" in journal
    assert "Fatal Python error: Aborted" in journal
    assert "in wedged" in journal


async def test_a_stop_drains(sandbox, service):
    await service.start()
    sandbox.faults.ilert_latency_ms = 1500
    _, result = await press(sandbox)
    assert result.result == "updated"
    await sandbox.until(lambda: sandbox.ilert.calls, timeout=10)
    await service.stop()
    assert len(alerts(sandbox)) == 1
    assert (await service.show("Result"), await service.show("ExecMainStatus")) == ("success", "0")
    assert not sandbox.slack.socket.connections


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_a_bad_token_ends_it_with_78_and_no_new_start(service, name):
    service.secrets[name] = "xoxb-wrong" if name == "SLACK_BOT_TOKEN" else "xapp-wrong"
    service.configure()
    code, _ = await service.systemctl("start", UNIT)
    assert code == 1
    assert await service.show("ExecMainStatus") == "78"
    # systemd has decided by now: what is to be started again is not failed but on its way.
    assert (await service.show("ActiveState"), await service.show("SubState")) == ("failed", "failed")
    assert await service.show("NRestarts") == "0"
    assert f"{name}: Slack answered invalid_auth" in await service.journal()


async def test_a_missing_credential_is_no_reason_to_start_again_and_again(service):
    (CONFIGURATION / "credentials" / "SLACK_BOT_TOKEN").unlink()
    code, _ = await service.systemctl("start", UNIT)
    assert code == 1
    assert (await service.show("ActiveState"), await service.show("NRestarts")) == ("failed", "0")


async def test_the_url_of_a_shared_database_reaches_the_service_where_there_is_one(service, database_url):
    # Without one, as in all other tests, it starts all the same.
    code, _ = await service.systemctl("start", UNIT)
    assert code == 1
    # What is installed here has no driver, and says so as soon as it has read the URL.
    assert await service.show("ExecMainStatus") == "78"
    journal = await service.journal()
    assert "PostgreSQL needs the extra ilert-slack-bot[postgresql]" in journal
    assert database_url not in journal


async def test_the_url_of_a_shared_database_reaches_the_drill_as_well(service, database_url):
    printing = "[Service]\nExecStart=\nExecStart=/bin/sh -c 'cat $CREDENTIALS_DIRECTORY/IL_ALERT_DATABASE_URL'\n"
    await service.override(printing, DRILL)
    code, _ = await service.systemctl("start", DRILL)
    assert code == 0
    _, printed = await run("journalctl", "--unit", DRILL, "--output=cat", "--no-pager")
    assert database_url in printed


async def test_an_outage_of_slack_at_the_start_is_told_and_keeps_no_alert_from_ilert(sandbox, service):
    await service.start()
    sandbox.faults.ilert = "down"
    await press(sandbox)
    await service.becomes("StatusText", lambda text: text.startswith("connected, 1 alert waiting"))
    await service.stop()
    sandbox.faults.script("auth.test", [{"error": "internal_error"}] * 1000)
    sandbox.faults.ilert = "up"
    code, printed = await service.systemctl("start", UNIT)
    assert code == 0, printed
    text = await service.show("StatusText")
    assert text.startswith("not connected to Slack for")
    assert (await service.show("ActiveState"), await service.show("NRestarts")) == (ACTIVE, "0")
    await sandbox.until(lambda: len(alerts(sandbox)) == 1, timeout=30)


async def test_no_secret_can_be_seen_by_others(service):
    await service.start()
    pid = await service.show("MainPID")
    _, properties = await service.systemctl("show", UNIT)
    environment, command = (
        await run("cat", f"/proc/{pid}/environ"),
        await run("cat", f"/proc/{pid}/cmdline"),
    )
    for secret in service.secrets.values():
        for place in (properties, environment[1], command[1], await service.journal()):
            assert secret not in place
    for name in service.secrets:
        for file in (CONFIGURATION / "credentials" / name, f"/run/credentials/{UNIT}/{name}"):
            assert (await run("cat", file))[0] == 0, "root can read it, so it is the right place"
            code, printed = await run("setpriv", "--reuid=nobody", "--clear-groups", "cat", file)
            assert code == 1
            assert "Permission denied" in printed


# Tries what an intruder would. Runs with the very confinement of the service.
INTRUDER = """
import ctypes, json, os, socket, subprocess, sys

def succeeds(attempt):
    try:
        attempt()
    except (OSError, PermissionError) as error:
        return False
    return True

def write(path):
    def attempt():
        with open(path, "w") as file:
            file.write("#!/bin/sh\\n")
        os.chmod(path, 0o755)
    return attempt

def map_writable_code():
    import mmap
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)

def nice():
    os.nice(-5)

state = os.environ["STATE_DIRECTORY"]
found = {path: succeeds(write(path)) for path in sys.argv[2:]}
found["state"] = succeeds(write(f"{state}/script"))
found["run what was written"] = succeeds(lambda: subprocess.run([f"{state}/script"], check=True))
found["become root"] = succeeds(lambda: os.setuid(0))
found["raw socket"] = succeeds(lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
found["netlink"] = succeeds(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0))
found["writable code"] = succeeds(map_writable_code)
found["nice"] = succeeds(nice)
found["namespace"] = ctypes.CDLL(None, use_errno=True).unshare(0x00020000) == 0
found["home"] = succeeds(lambda: os.listdir("/root"))
found["sees others"] = os.path.exists("/proc/1/cmdline") and any(
    os.stat(f"/proc/{pid}").st_uid != os.getuid() for pid in os.listdir("/proc") if pid.isdecimal()
)
found["credentials"] = succeeds(lambda: os.listdir("/etc/il-alert-bot/credentials"))
with open(f"{state}/found.json", "w") as file:
    json.dump(found, file)
"""


async def test_it_can_write_its_state_and_nothing_else(service):
    places = [
        "/etc/il-alert-bot/x",
        "/etc/x",
        "/usr/x",
        "/opt/il-alert-bot/x",
        "/var/lib/x",
        "/var/log/x",
        "/x",
        "/home/x",
    ]
    script = CONFIGURATION / "intruder.py"
    script.write_text(INTRUDER)
    await service.override(f"[Service]\nExecStartPost={PYTHON} {script} -- {' '.join(places)}\n")
    await service.start()
    found = json.loads((STATE / "found.json").read_text())
    assert found.pop("state") is True
    assert {name for name, succeeded in found.items() if succeeded} == set()
    assert len(found) == len(places) + 10


async def test_admins_in_its_group_can_use_the_outbox_and_others_cannot(sandbox, service):
    await run("useradd", "--groups=il-alert-bot", "ada")
    await run("useradd", "bert")
    await service.start()
    sandbox.faults.ilert = "down"
    await press(sandbox, summary="the search is slow")
    listing = ("il-alert-bot", "outbox", "list")
    code, printed = await run("runuser", "--user=ada", "--", *listing)
    assert code == 0, printed
    assert "waiting" in printed
    code, printed = await run("runuser", "--user=bert", "--", *listing)
    assert code == 78
    assert "closed to this user" in printed
    await service.stop()
    code, printed = await run(*listing)
    assert code == 0, printed
    assert "waiting" in printed
    # What root has touched is still the service's own.
    await service.start()
    await service.becomes("StatusText", lambda text: text.startswith("connected, 1 alert waiting"))


async def test_the_files_of_its_state_are_closed_to_others(sandbox, service):
    await service.start()
    await press(sandbox)
    modes = {file.name: oct(file.stat().st_mode & 0o777) for file in STATE.iterdir()}
    assert oct(STATE.stat().st_mode & 0o777) == "0o750"
    assert all(mode in ("0o600", "0o660") for mode in modes.values()), modes
    assert modes["outbox.sqlite3"] == "0o660"


async def test_its_exposure_stays_low_while_it_runs(service):
    await service.start()
    # systemd takes ten times the number that it prints.
    code, printed = await run("systemd-analyze", "security", "--no-pager", "--threshold=11", UNIT)
    assert code == 0, printed
