"""`make install`, again, back, and away: on machines with a systemd of their own."""

import re

import pytest

from bot.outbox.schema import OUTBOX
from tests.install.service import (
    CONFIG,
    CURRENT,
    NEWER,
    PIP,
    REFERENCE,
    SERVICE,
    VERSION,
    is_active,
    main_pid,
    release_in_use,
)

STATE = "/var/lib/il-alert-bot"
DRILL = "il-alert-bot-drill.service"


def modes(machine, *paths):
    return machine.run(f"stat --format='%A %U:%G %n' {' '.join(paths)}").splitlines()


def executable(machine):
    """The release whose Python the service runs."""
    command = machine.run(f"tr '\\0' '\\n' < /proc/{main_pid(machine)}/cmdline | head -n 1")
    return re.fullmatch(r"/opt/il-alert-bot/releases/([^/]+)/bin/python3\n", command)[1]


def test_install_tells_the_next_steps_and_starts_nothing(installed, machine):
    release = release_in_use(machine)
    assert re.fullmatch(rf"{re.escape(VERSION)}-\d{{8}}-\d{{6}}", release)
    assert f"il-alert-bot: {release} is in use.\n" in installed.printed
    assert "sudo il-alert-bot credentials" in installed.printed
    assert "sudo systemctl enable --now il-alert-bot" in installed.printed
    assert is_active(machine) == "inactive"
    assert machine.run(f"systemctl is-enabled {SERVICE} || true") == "disabled\n"
    assert machine.run("systemctl is-enabled il-alert-bot-drill.timer || true") == "disabled\n"
    assert machine.run("cd / && il-alert-bot --version") == f"il-alert-bot {VERSION}\n"


def test_modes_and_owners(machine):
    assert modes(
        machine,
        "/usr/local/bin/il-alert-bot",
        "/usr/local/sbin/il-alert-bot-release",
        "/etc/systemd/system/il-alert-bot.service",
        "/etc/systemd/system/il-alert-bot-drill.service",
        "/etc/systemd/system/il-alert-bot-drill.timer",
        "/usr/lib/sysusers.d/il-alert-bot.conf",
        "/usr/local/share/bash-completion/completions/il-alert-bot",
        "/usr/local/share/zsh/site-functions/_il-alert-bot",
        "/usr/local/share/fish/vendor_completions.d/il-alert-bot.fish",
        "/etc/il-alert-bot",
        CONFIG,
        "/etc/il-alert-bot/environment",
        "/etc/il-alert-bot/credentials",
        STATE,
        f"{CURRENT}/bin/il-alert-bot",
    ) == [
        "-rwxr-xr-x root:root /usr/local/bin/il-alert-bot",
        "-rwxr-xr-x root:root /usr/local/sbin/il-alert-bot-release",
        "-rw-r--r-- root:root /etc/systemd/system/il-alert-bot.service",
        "-rw-r--r-- root:root /etc/systemd/system/il-alert-bot-drill.service",
        "-rw-r--r-- root:root /etc/systemd/system/il-alert-bot-drill.timer",
        "-rw-r--r-- root:root /usr/lib/sysusers.d/il-alert-bot.conf",
        "-rw-r--r-- root:root /usr/local/share/bash-completion/completions/il-alert-bot",
        "-rw-r--r-- root:root /usr/local/share/zsh/site-functions/_il-alert-bot",
        "-rw-r--r-- root:root /usr/local/share/fish/vendor_completions.d/il-alert-bot.fish",
        "drwxr-xr-x root:root /etc/il-alert-bot",
        f"-rw-r--r-- root:root {CONFIG}",
        "-rw-r----- root:il-alert-bot /etc/il-alert-bot/environment",
        "drwx------ root:root /etc/il-alert-bot/credentials",
        f"drwxr-x--- il-alert-bot:il-alert-bot {STATE}",
        f"-rwxr-xr-x root:root {CURRENT}/bin/il-alert-bot",
    ]


def test_a_release_is_complete_and_knows_nothing_of_where_it_was_built(machine):
    assert machine.run("find /opt/il-alert-bot ! -user root -o ! -perm -o+r ! -type l") == ""
    assert machine.run("find /opt/il-alert-bot -perm /022 ! -type l") == ""
    # It was built in a folder that mktemp called /tmp/tmp.*, from /tree.
    assert machine.run(f"grep -rlaE '/tmp/tmp[.]|/tree/bot' {CURRENT}/ || true") == ""
    assert machine.run(f"ls {CURRENT}/bin").split() == ["il-alert-bot", "python", "python3", "python3.11"]
    # Every source has its bytecode: the service could not write any.
    sources = machine.run(f"find {CURRENT}/lib/ -name '*.py' | wc -l")
    assert machine.run(f"find {CURRENT}/lib/ -name '*.pyc' | wc -l") == sources
    assert machine.run(f"{CURRENT}/bin/python3 -m pip --version", code=1).endswith("No module named pip\n")


def test_the_command_as_anybody_types_it(machine):
    as_nobody = "cd / && setpriv --reuid=nobody --regid=nogroup --clear-groups"
    assert "config.toml is good" in machine.run(f"{as_nobody} il-alert-bot check")
    assert "closed to this user" in machine.run(f"{as_nobody} il-alert-bot outbox list", code=78)


def test_the_command_has_the_settings_secrets_and_state_of_the_service(serving):
    assert f"{REFERENCE}  " in serving.run("il-alert-bot outbox list")
    page = serving.run("il-alert-bot doctor --all")
    assert "from the credential /etc/il-alert-bot/credentials/SLACK_BOT_TOKEN" in page
    assert "SLACK_API_URL: http://127.0.0.1:8180/slack/api" in page
    assert "SLACK_API_URL: http://127.0.0.1:9" in serving.run(
        "SLACK_API_URL=http://127.0.0.1:9 il-alert-bot doctor --all", code=1
    )
    serving.run("useradd --groups il-alert-bot ada")
    assert f"{REFERENCE}  " in serving.run(
        "cd / && setpriv --reuid=ada --regid=ada --init-groups il-alert-bot outbox list"
    )
    # What others looked at stays the service's.
    assert serving.run(f"find {STATE} ! -user il-alert-bot") == ""


def test_the_drill_of_the_timer_goes_all_its_way_and_fails_where_the_service_does_not_run(serving):
    serving.run("echo IL_ALERT_DRILL_SOURCE=2247477 >> /etc/il-alert-bot/environment")
    serving.run(f"systemctl start {DRILL} || {{ journalctl -u {DRILL} -n 20 >&2; exit 1; }}")
    assert "Passed: alerts reach ilert" in serving.run(f"journalctl -u {DRILL} -o cat")
    assert serving.run(f"find {STATE} ! -user il-alert-bot") == ""
    serving.run(f"systemctl stop {SERVICE}")
    serving.run(f"systemctl start {DRILL}", code=1)
    assert "nothing was raised" in serving.run(f"journalctl -u {DRILL} -o cat")


def test_credentials_are_roots_alone(configured, serving):
    assert "SLACK_BOT_TOKEN, SLACK_APP_TOKEN, ILERT_API_TOKEN written." in configured.printed
    assert set(modes(serving, "/etc/il-alert-bot/credentials/*")) == {
        "-rw------- root:root /etc/il-alert-bot/credentials/ILERT_API_TOKEN",
        "-rw------- root:root /etc/il-alert-bot/credentials/SLACK_APP_TOKEN",
        "-rw------- root:root /etc/il-alert-bot/credentials/SLACK_BOT_TOKEN",
    }
    assert is_active(serving) == "active"
    processes = serving.run("cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'")
    assert "xoxb-" not in processes


def test_installing_again_is_an_upgrade_and_goes_back_with_one_command(serving):
    first, pid = release_in_use(serving), main_pid(serving)
    kept = f"cat {CONFIG} /etc/il-alert-bot/environment /etc/il-alert-bot/credentials/*"
    before = serving.run(kept)

    printed = serving.run(f"{PIP} make --directory=/newer install")
    second = release_in_use(serving)
    assert second.startswith(f"{NEWER}-")
    assert f"il-alert-bot: {second} is in use, and the service was restarted with it.\n" in printed
    assert f"il-alert-bot: Back to {first}: sudo il-alert-bot-release rollback\n" in printed
    assert "Before its first start" not in printed
    assert (is_active(serving), executable(serving)) == ("active", second)
    assert main_pid(serving) != pid
    assert serving.run(kept) == before
    assert f"{REFERENCE}  " in serving.run("il-alert-bot outbox list")
    assert serving.run("il-alert-bot-release list") == f"{first}  before\n{second}  in use\n"

    printed = serving.run("make --silent --directory=/newer rollback")
    assert printed.endswith(f"il-alert-bot: {first} is in use, and the service was restarted with it.\n")
    assert (is_active(serving), executable(serving)) == ("active", first)
    assert serving.run("il-alert-bot --version") == f"il-alert-bot {VERSION}\n"
    assert f"{REFERENCE}  " in serving.run("il-alert-bot outbox list")

    serving.run("il-alert-bot-release rollback")
    assert executable(serving) == second


def test_a_service_that_does_not_run_is_not_started(serving):
    serving.run(f"systemctl stop {SERVICE}")
    printed = serving.run("il-alert-bot-release add /releases/good")
    assert "The service does not run; it was not started." in printed
    assert is_active(serving) == "inactive"


def test_two_releases_are_kept(serving):
    for _ in range(3):
        last = release_in_use(serving)
        serving.run("il-alert-bot-release add /releases/good")
    assert serving.run("ls /opt/il-alert-bot/releases").split() == sorted([last, release_in_use(serving)])
    assert serving.run("ls -A /opt/il-alert-bot").split() == [".lock", "current", "previous", "releases"]


@pytest.fixture
def unchanged(serving):
    """What is done to the machine leaves it as it was."""
    before = release_in_use(serving), main_pid(serving)
    yield before
    assert (release_in_use(serving), main_pid(serving)) == before
    assert serving.run("ls /opt/il-alert-bot/releases").split() == [before[0]]
    assert is_active(serving) == "active"


def test_a_release_that_does_not_run_changes_nothing(serving, unchanged):
    printed = serving.run("il-alert-bot-release add /releases/broken", code=1)
    assert "No module named 'nowhere'" in printed
    assert printed.endswith("il-alert-bot: /releases/broken: there is no release that runs here\n")


def test_a_release_that_the_service_may_not_read_changes_nothing(serving, unchanged):
    printed = serving.run("il-alert-bot-release add /releases/closed", code=1)
    assert "does not run:\n" in printed
    assert printed.endswith(f"Nothing was changed. {unchanged[0]} stays in use.\n")


def test_a_policy_file_that_the_new_release_refuses_changes_nothing(serving, unchanged):
    serving.run(f"sed -i 's/^fallback/fallbak/' {CONFIG}")
    printed = serving.run("il-alert-bot-release add /releases/good", code=1)
    assert f"{NEWER}-" in printed
    assert "does not accept this machine's policy file:\n" in printed
    assert f"{CONFIG}:3:1: dialog.fallbak" in printed
    assert printed.endswith(f"Nothing was changed. {unchanged[0]} stays in use. Fix the file, and try again.\n")


def test_a_release_that_does_not_start_is_taken_back(serving):
    before = release_in_use(serving)
    printed = serving.run("il-alert-bot-release add /releases/stillborn", code=1)
    assert "stillborn\n" in printed
    assert printed.endswith(f"did not start. {before} is in use again, and the service runs with it.\n")
    assert (is_active(serving), executable(serving)) == ("active", before)
    assert serving.run("ls /opt/il-alert-bot/releases").split() == [before]
    assert "there is no release before" in serving.run("il-alert-bot-release rollback", code=1)


def test_stopped_by_hand_while_the_service_starts_nothing_in_use_is_lost(serving):
    before = release_in_use(serving)
    serving.run(
        "set -m; il-alert-bot-release add /releases/slow & "
        f"until systemctl show --value --property=SubState {SERVICE} | grep -x start; do sleep 0.1; done; "
        "kill -TERM -- -$!; wait $! || true"
    )
    assert release_in_use(serving).startswith(f"{NEWER}-")
    assert serving.run("il-alert-bot --version") == f"il-alert-bot {NEWER}\n"
    serving.run("il-alert-bot-release rollback")
    assert (is_active(serving), executable(serving)) == ("active", before)


def test_no_way_back_over_an_outbox_that_the_older_release_does_not_know(serving):
    serving.run("il-alert-bot-release add /releases/other-outbox")
    newer = release_in_use(serving)
    printed = serving.run("il-alert-bot-release rollback", code=1)
    known = len(OUTBOX.migrations)
    refusal = f"the outbox has schema version {known + 1}, and this version of il-alert-bot knows only {known}"
    assert refusal in printed
    assert printed.endswith(f"did not start. {newer} is in use again, and the service runs with it.\n")
    assert (is_active(serving), executable(serving)) == ("active", newer)


def test_one_at_a_time(serving, unchanged):
    printed = serving.run("flock /opt/il-alert-bot/.lock il-alert-bot-release add /releases/good", code=1)
    assert printed == "il-alert-bot: another il-alert-bot-release is at work; wait for its end.\n"


def test_uninstall_leaves_what_is_the_operators_and_a_new_installation_takes_it_up(serving):
    printed = serving.run("make --silent --directory=/newer uninstall")
    assert "Configuration and secrets (/etc/il-alert-bot) and alerts (/var/lib/il-alert-bot) are left" in printed
    assert "could not be found" in serving.run(f"systemctl status {SERVICE}", code=4)
    left = serving.run("find /etc /opt /usr /var -xdev -name '*il-alert-bot*'")
    assert sorted(path for path in left.split()) == [
        "/etc/il-alert-bot",
        STATE,
    ]

    printed = serving.run(f"{PIP} make --directory=/newer install")
    assert "Before its first start" in printed
    serving.run(f"systemctl start {SERVICE}")
    assert f"{REFERENCE}  " in serving.run("il-alert-bot outbox list")


def test_uninstall_with_all_that_belongs_to_it(serving):
    serving.run(f"mkdir /etc/systemd/system/{SERVICE}.d && touch /etc/systemd/system/{SERVICE}.d/override.conf")
    printed = serving.run("make --silent --directory=/newer uninstall PURGE=1")
    assert "il-alert-bot: removed, with its configuration, secrets and state.\n" in printed
    for path in ("/etc/il-alert-bot", STATE, "/opt/il-alert-bot", f"/etc/systemd/system/{SERVICE}.d"):
        assert not serving.path(path).exists()


def test_only_root(machine):
    as_nobody = "setpriv --reuid=nobody --regid=nogroup --clear-groups"
    for command, advice in (
        ("make --directory=/tree install", "sudo make install"),
        ("make --directory=/tree uninstall", "sudo make uninstall"),
        ("il-alert-bot-release rollback", "sudo il-alert-bot-release rollback"),
    ):
        assert f"il-alert-bot: only root may do this: {advice}\n" in machine.run(f"{as_nobody} {command} || true")
    assert "in use" in machine.run(f"{as_nobody} il-alert-bot-release list")


def test_below_a_directory_for_those_who_package(bare):
    bare.run(f"{PIP} DESTDIR=/srv/staged make --directory=/tree install")
    assert bare.run("/srv/staged/opt/il-alert-bot/current/bin/il-alert-bot --version") == f"il-alert-bot {VERSION}\n"
    assert bare.run("cd /srv/staged && find -maxdepth 3 -type d -not -path './opt/*/*'").split()
    assert bare.run("getent passwd il-alert-bot || true") == ""
    bare.run("DESTDIR=/srv/staged PURGE=1 make --directory=/tree uninstall")
    assert bare.run("find /srv/staged -type f -o -type l") == ""
