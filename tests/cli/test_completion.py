"""What makes shells complete commands and options."""

import subprocess
import sys

import pytest

from bot.cli.commands import COMMANDS
from bot.cli.completion import SHELLS

# As bash calls a completion: the words of the line, and which of them is being completed.
BASH = """
source "$1"
COMP_WORDS=(il-alert-bot "${@:2}")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
declare -F | grep -q _shtab_il_alert_bot
function_name=$(complete -p il-alert-bot | sed 's/.*-F \\([^ ]*\\).*/\\1/')
"$function_name" il-alert-bot "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def script(run, tmp_path):
    code, printed = run("completion", "bash")
    assert code == 0
    path = tmp_path / "completion"
    path.write_text(printed)
    return path


def completed(script, *words):
    done = subprocess.run(["bash", "-c", BASH, "bash", script, *words], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_bash_completes_commands(script):
    assert completed(script, "") >= COMMANDS.keys()
    assert completed(script, "che") == {"check"}


def test_bash_completes_options_choices_and_actions(script):
    assert {"--online", "--format"} <= completed(script, "check", "--")
    assert completed(script, "check", "--format", "g") == {"github"}
    assert completed(script, "outbox", "l") == {"list"}


def test_bash_completes_files(script, tmp_path, monkeypatch):
    (tmp_path / "new.toml").touch()
    monkeypatch.chdir(tmp_path)
    assert "new.toml" in completed(script, "check", "n")


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_gets_every_command(run, shell):
    code, printed = run("completion", shell)
    assert code == 0
    assert all(command in printed for command in COMMANDS)


def test_only_the_completion_imports_all_commands():
    code = "import sys; from bot.cli.main import main; main(['check', '/']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "shtab" not in done.stdout.split()
