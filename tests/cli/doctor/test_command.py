"""`il-alert-bot doctor`."""

import json
import os
import re
import subprocess
import sys

import pytest
from aiohttp import web

READY = {"ready": True, "status": "connected, nothing waiting", "reasons": []}


@pytest.fixture
async def service(monkeypatch):
    """What answers as the service: with this, at /readyz."""
    answer = dict(READY)

    async def ready(_request):
        return web.json_response(answer, status=200 if answer.get("ready") else 503)

    application = web.Application()
    application.add_routes([web.get("/readyz", ready)])
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("IL_ALERT_LISTEN", f"127.0.0.1:{runner.addresses[0][1]}")
    yield answer
    await runner.cleanup()


def line(out, start):
    """The line about something, and the advice below it."""
    lines = out.splitlines()
    (number,) = [n for n, text in enumerate(lines) if text[2:].startswith(start)]
    below = lines[number + 1] if number + 1 < len(lines) else ""
    return f"{lines[number]}\n{below}" if below.startswith(" " * 13) else lines[number]


async def test_all_is_well(policy_file, snapshot, sandbox, service, run_beside):
    code, out = await run_beside("doctor")
    assert code == 0
    assert re.sub(r"\d+(\.\d+)*", "N", out).splitlines() == [
        "good     Service: runs and is ready: connected, nothing waiting",
        "good     Versions: il-alert-bot N, Python N",
        "good     Settings: N set, N by default",
        "good     This machine: policy file and state directory are in order",
        "good     Slack: tokens, scopes, Socket Mode, dialogs and clock are in order",
        "good     ilert: API key, account, rate limit and clock are in order",
        "",
        "Everything is in order.",
    ]


async def test_everything_that_was_checked(policy_file, snapshot, sandbox, service, run_beside):
    code, out = await run_beside("doctor", "--all")
    assert code == 0
    assert "BROKEN" not in out
    assert "warning" not in out
    assert line(out, "good     policy file").endswith("Slack alert sources: 1")
    assert line(out, "good     state directory") == f"  good     state directory: {snapshot}, writable"
    assert line(out, "good     snapshot") == "  good     snapshot: ilert was read 10 min ago"
    assert line(out, "good     bot token") == "  good     bot token: of U0ILERTBOT1 in https://acme.slack.com/"
    assert line(out, "good     scope groups:read") == "  good     scope groups:read: granted"
    assert line(out, "good     Socket Mode") == "  good     Socket Mode: on: Slack offers a connection"
    assert "good     API key: of alice.adler@acme.example, an admin, who sees everything" in out
    assert "good     account: 6 users, 2 teams, 7 alert sources, 4 escalation policies" in out
    assert "reading the account takes 4 calls every 4 minutes; the bot makes at most 100 a minute" in out
    assert out.count("good     clock: agrees") == 2


async def test_no_secret_is_shown(policy_file, snapshot, sandbox, run_beside, tmp_path, monkeypatch):
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "ilert_api_token").write_text(sandbox.ilert_token)
    monkeypatch.delenv("ILERT_API_TOKEN")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    monkeypatch.setenv("HTTPS_PROXY", "http://user:secret@proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    _, out = await run_beside("doctor", "--all")
    for secret in (sandbox.bot_token, sandbox.app_token, sandbox.ilert_token, "ticket=", "secret@"):
        assert secret not in out
    assert "SLACK_BOT_TOKEN: set, from the environment\n" in out
    assert f"ILERT_API_TOKEN: set, from the credential {credentials}/ilert_api_token\n" in out
    assert f"IL_ALERT_STATE_DIR: {snapshot}, from the environment (IL_ALERT_STATE_DIR)\n" in out
    assert "ILERT_WEB_URL: none, by default\n" in out
    assert "proxy: HTTPS_PROXY, NO_PROXY set\n" in out


def _revoke(sandbox):
    sandbox.faults.slack_token = "token_revoked"


def _no_scope(sandbox):
    sandbox.slack.workspace.app.scopes.discard("groups:read")


def _socket_off(sandbox):
    sandbox.faults.script("apps.connections.open", [{"error": "internal_error"}])


def _slack_down(sandbox):
    sandbox.faults.slack = "api_down"


def _bad_key(sandbox):
    sandbox.faults.ilert = "unauthorized"


@pytest.mark.usefixtures("policy_file", "snapshot")
@pytest.mark.parametrize(
    ("trouble", "start", "expected"),
    [
        (_revoke, "BROKEN   bot token", "SLACK_BOT_TOKEN: Slack answered token_revoked. Install the Slack app"),
        (_no_scope, "BROKEN   scope groups:read", "add it to the Slack app under OAuth & Permissions"),
        (_socket_off, "BROKEN   Socket Mode", "switch it on in the Slack app's settings"),
        (_slack_down, "BROKEN   connection", "not reached: auth.test"),
        (_bad_key, "BROKEN   API key", "create a new API key in ilert, for an admin, and set ILERT_API_TOKEN"),
    ],
)
async def test_what_is_broken_is_told_with_what_to_do(sandbox, run_beside, trouble, start, expected):
    trouble(sandbox)
    code, out = await run_beside("doctor")
    assert code == 1
    assert expected in line(out, start)


async def test_a_lesser_role_is_a_warning(policy_file, snapshot, sandbox, run_beside):
    sandbox.ilert.account.key_user = 602
    code, out = await run_beside("doctor")
    assert code == 0
    assert "warning  API key: of robert.mueller@acme.example, whose role is RESPONDER" in out


def test_missing_settings_and_the_rest_of_the_page(policy_file, run, tmp_path, monkeypatch):
    policy_file.write_text("x = ")
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "nowhere"))
    code, out = run("doctor")
    assert code == 1
    assert "is not set: expected the Slack app's bot token" in line(out, "BROKEN   SLACK_BOT_TOKEN")
    assert line(out, "BROKEN   SLACK_BOT_TOKEN").endswith("sudo il-alert-bot credentials")
    assert "BROKEN   policy file: " in out
    assert f"see `il-alert-bot check {policy_file}`" in out
    assert f"BROKEN   state directory: {tmp_path}/nowhere is not a directory" in out
    assert out.count("not asked: settings are missing or malformed") == 2


def test_a_malformed_setting_does_not_hide_the_rest(policy_file, run, monkeypatch):
    monkeypatch.setenv("IL_ALERT_DIRECTORY_MAX_AGE_HOURS", "soon")
    code, out = run("doctor")
    assert code == 1
    assert "BROKEN   IL_ALERT_DIRECTORY_MAX_AGE_HOURS: is malformed" in out
    assert "BROKEN   state directory: not set; the service does not start without it" in out


def test_a_state_directory_without_a_snapshot(policy_file, run, tmp_path, monkeypatch):
    monkeypatch.setenv("IL_ALERT_STATE_DIR", str(tmp_path))
    _, out = run("doctor", "--all")
    assert f"good     state directory: {tmp_path}, writable" in out
    assert "snapshot: the bot has not read ilert yet" in out


def test_a_snapshot_that_is_too_old(policy_file, snapshot, run, monkeypatch):
    monkeypatch.setenv("IL_ALERT_DIRECTORY_MAX_AGE_HOURS", "0.1")
    _, out = run("doctor")
    assert "warning  snapshot: ilert was read 10 min ago" in out
    assert "is the bot running, and can it reach ilert?" in out


async def test_a_service_that_does_not_run_is_a_warning(
    policy_file, snapshot, sandbox, run_beside, unused_tcp_port, monkeypatch
):
    monkeypatch.setenv("IL_ALERT_LISTEN", f"0.0.0.0:{unused_tcp_port}")
    code, out = await run_beside("doctor")
    assert code == 0
    assert out.startswith(
        f"Service\n  warning  service: does not answer at http://127.0.0.1:{unused_tcp_port}/readyz: "
    )
    assert "systemctl status il-alert-bot" in out
    assert out.endswith("\n\n1 warning.\n")


async def test_another_server_is_not_taken_for_the_service(policy_file, snapshot, sandbox, service, run_beside):
    service.clear()
    _, out = await run_beside("doctor")
    assert "what answers there is not the bot" in out


async def test_a_service_that_is_not_ready_says_why(policy_file, snapshot, sandbox, service, run_beside):
    service |= {
        "ready": False,
        "status": "not connected to Slack for 5 min",
        "reasons": [
            {"code": "slack_not_connected", "text": "not connected to Slack for 5 min", "blocks": True},
            {"code": "ilert_unreachable", "text": "ilert unreachable for 2 min", "blocks": False},
        ],
    }
    code, out = await run_beside("doctor")
    assert code == 1
    assert "BROKEN   slack_not_connected: not connected to Slack for 5 min" in out
    assert "warning  ilert_unreachable: ilert unreachable for 2 min" in out
    assert out.endswith("\n\n1 thing is broken, 1 warning.\n")


async def test_for_programs(policy_file, snapshot, sandbox, service, run_beside):
    _no_scope(sandbox)
    code, out = await run_beside("doctor", "--format", "json")
    page = json.loads(out)
    assert (code, page["good"], page["broken"], page["warnings"]) == (1, False, 1, 0)
    (scope,) = [one for section in page["sections"] for one in section["results"] if one["status"] == "broken"]
    assert scope["subject"] == "scope groups:read"
    assert scope["fix"].startswith("add it to the Slack app")


@pytest.mark.parametrize("trouble", [lambda sandbox: None, _revoke, _slack_down, _bad_key])
async def test_what_is_shared_names_nobody_and_nothing(policy_file, snapshot, sandbox, service, run_beside, trouble):
    trouble(sandbox)
    service |= {
        "ready": False,
        "reasons": [{"code": "policy_refused", "text": f"{policy_file} is wrong", "blocks": False}],
    }
    for form in ("text", "json"):
        _, out = await run_beside("doctor", "--share", "--format", form)
        assert not re.search(
            r"/|@|acme|U0ILERTBOT1|127\.0\.0\.1|Alice|Slack Alerts", re.sub("/il-(alert|oncall)", "", out)
        )
        assert "policy_refused" in out
        assert "il-alert-bot" in out


async def test_nothing_is_shared_of_a_policy_file_but_the_number_of_its_mistakes(
    policy_file, snapshot, sandbox, service, run_beside
):
    policy_file.write_text('admin_channel = "the Secret Project"\n')
    _, out = await run_beside("doctor", "--share")
    assert "BROKEN   policy file: has 1 mistake\n" in out
    assert "Secret" not in out


def test_nobody_listening_at_the_other_end_of_a_pipe(policy_file, tmp_path):
    command = [sys.executable, "-m", "bot.cli.main", "schema"]
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write) as pipe:
        ended = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, check=False, timeout=30)
    assert (ended.returncode, ended.stderr) == (0, b"")


async def test_slack_judges_the_dialogs_of_this_policy(policy_file, snapshot, sandbox, service, run_beside):
    _, out = await run_beside("doctor", "--all")
    assert "good     dialogs and cards: Slack takes all" in out
    sandbox.faults.script("blocks.validate", [{"error": "unknown_method"}])
    _, out = await run_beside("doctor", "--all")
    assert "not judged by Slack: " in out
