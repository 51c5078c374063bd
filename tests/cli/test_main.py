"""The command itself: which subcommand, what is imported for it, and misuse."""

import re
import subprocess
import sys

import pytest

from bot.cli.commands import COMMANDS
from bot.cli.main import main

SLOW_LIBRARIES = {"aiohttp", "slack_bolt", "slack_sdk", "sqlite3", "structlog"}


def imported_by(*arguments):
    """Run the command in a process of its own, and return the modules that it imported.

    What measures coverage is imported before it, and has needs of its own.
    """
    code = (
        "import sys\nbefore = set(sys.modules)\nfrom bot.cli.main import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "finally:\n    print('\\nimported', *(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, timeout=30, check=False
    )
    return set(done.stdout.rpartition("\nimported ")[2].split())


WATCHED = """
import gc, sys
from bot.cli.main import main

class Watch:
    def find_spec(name, *_):
        if name == "pydantic":
            print("collects", gc.isenabled())

sys.meta_path.insert(0, Watch)
try:
    main(["run", "--help"])
finally:
    print("collects", gc.isenabled(), "but not", gc.get_freeze_count())
"""


def test_the_garbage_collector_leaves_alone_what_a_command_imports():
    done = subprocess.run([sys.executable, "-c", WATCHED], capture_output=True, text=True, timeout=30, check=False)
    assert re.findall("collects (True|False)", done.stdout) == ["False", "True"]
    assert int(done.stdout.rpartition("but not ")[2]) > 50_000


def test_the_version_is_shown(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert re.fullmatch(r"il-alert-bot \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_examples(capsys, command):
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"usage: il-alert-bot {command} ")
    assert re.search(rf"\nexamples:\n  (sudo )?il-alert-bot {command}", shown)


def test_the_help_lists_every_command_with_its_summary(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    assert tuple(re.findall(r"^ {4}([\w-]+)", shown, re.MULTILINE)) == tuple(COMMANDS)
    assert re.search(r"^ {4}check +report all mistakes in a policy file", shown, re.MULTILINE)


def test_without_a_command_it_prints_the_help(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    assert main([]) == 0
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize(("typed", "hint"), [("chekc", "did you mean 'check'?"), ("x", "`il-alert-bot --help` lists")])
def test_an_unknown_command_gets_the_nearest_one(capsys, typed, hint):
    with pytest.raises(SystemExit) as caught:
        main([typed, "--online"])
    assert caught.value.code == 2
    assert f"error: there is no command '{typed}'; {hint}" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["dance"], ["--dance"], ["demo", "--port", "x"], ["outbox"]])
def test_misuse_is_explained_and_ends_with_2(capsys, arguments):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: il-alert-bot" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["schema"], ["check"], ["credentials", "--help"]])
def test_what_needs_no_network_imports_no_library_for_it(policy_file, arguments):
    modules = imported_by(*arguments)
    assert "bot.cli.main" in modules
    assert modules.isdisjoint(SLOW_LIBRARIES)


def test_the_help_needs_neither_the_packages_metadata_nor_validation():
    assert imported_by("--help").isdisjoint({"importlib.metadata", "pydantic"})


def test_no_plug_in_of_another_package_is_looked_for(policy_file):
    code = (
        "from bot.cli.main import main\nmain(['check'])\nfrom pydantic.plugin import _loader\nprint(_loader._plugins)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.splitlines()[-1] == "None"


def test_a_command_imports_no_other_command():
    modules = imported_by("check", "--help")
    others = {entry.module for name, entry in COMMANDS.items() if name != "check"}
    assert "bot.cli.check" in modules
    assert modules.isdisjoint(others)


def test_a_command_imports_what_it_needs():
    assert "aiohttp" in imported_by("doctor", "--help")
