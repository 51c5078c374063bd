"""What each story starts from: a bare Debian, one with the bot installed, one with it configured and running."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.install.machine import REPOSITORY, Impossible, Machine, debootstrap, keep_mounts_to_ourselves
from tests.install.service import NEWER, PIP, SERVICE, VERSION, configure, replace, start_sandbox

LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-postgresql.lock")


@pytest.fixture(scope="session")
def folder():
    try:
        keep_mounts_to_ourselves()
    except Impossible as reason:
        # `make test-install SKIP=0` makes a failure of it.
        (pytest.fail if os.environ.get("SKIP") == "0" else pytest.skip)(f"throw-away systems: {reason}")
    with tempfile.TemporaryDirectory(prefix="il-alert-bot-install-") as name:
        # In memory, where nothing waits for a disk, and gone with this process.
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", name], check=True)
        yield Path(name)
        subprocess.run(["umount", "--lazy", name], check=True)


@pytest.fixture(scope="session")
def debian(folder):
    """A bare Debian. IL_ALERT_TEST_DEBIAN names a tree that is there already, to save half a minute."""
    if given := os.environ.get("IL_ALERT_TEST_DEBIAN"):
        return Path(given)
    debootstrap(folder / "debian")
    return folder / "debian"


@pytest.fixture(scope="session")
def wheels(folder):
    """All locked packages, as Debian's Python needs them."""
    locks = [f"--requirement={REPOSITORY / name}" for name in LOCKS]
    version = subprocess.check_output(["/usr/bin/python3", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download"]
    how = ["--require-hashes", "--only-binary=:all:", f"--python-version={version.decode().strip()}"]
    subprocess.run([*pip, *how, f"--dest={folder}/wheels", *locks], check=True, stderr=subprocess.DEVNULL)
    return folder / "wheels"


def copy_of_tree(target):
    """Copy what belongs to the repository, without what was built in it."""
    listed = ["git", "-C", REPOSITORY, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed).decode().split("\0"):
        if (source := REPOSITORY / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    return target


@pytest.fixture(scope="session")
def tree(folder):
    return copy_of_tree(folder / "tree")


@pytest.fixture(scope="session")
def newer_tree(folder):
    tree = copy_of_tree(folder / "newer-tree")
    replace(tree / "pyproject.toml", f'version = "{VERSION}"', f'version = "{NEWER}"')
    return tree


@pytest.fixture(scope="session")
def build(folder, debian):
    """Build a machine: layers of other machines, the upper ones first, and folders to show in it.

    With `keep`, what was written there can be a layer of others.
    """
    number = iter(range(1000))

    @contextmanager
    def build(*layers, keep=False, **shown):
        machine = Machine([*layers, debian], folder / f"machine-{next(number)}")
        try:
            machine.mount()
            for name, path in shown.items():
                machine.bind(path, f"/{name}")
            machine.start()
            yield machine
        finally:
            machine.stop()
            if not keep:
                shutil.rmtree(machine.folder)

    return build


@dataclass
class Layer:
    """What was written to a machine, to lay others on; and what was printed when it was."""

    path: Path
    printed: str

    @property
    def release(self):
        (release,) = (self.path / "opt/il-alert-bot/releases").iterdir()
        return release


@pytest.fixture(scope="session")
def installed(build, tree, wheels):
    """A machine after `make install`. The tree can't be written there: nothing is left in it."""
    with build(tree=tree, wheels=wheels, keep=True) as machine:
        printed = machine.run(f"{PIP} make --directory=/tree install")
    return Layer(machine.written, printed)


@pytest.fixture(scope="session")
def configured(build, installed, folder):
    with build(installed.path, keep=True) as machine:
        printed = configure(machine, folder)
    return Layer(machine.written, printed)


@pytest.fixture
def bare(build, tree, newer_tree, wheels):
    """A machine on which nothing was installed."""
    with build(tree=tree, newer=newer_tree, wheels=wheels) as machine:
        yield machine


@pytest.fixture
def machine(build, installed, tree, newer_tree, wheels):
    """A machine on which the bot was just installed."""
    with build(installed.path, tree=tree, newer=newer_tree, wheels=wheels) as machine:
        yield machine


@pytest.fixture
def serving(build, installed, configured, newer_tree, wheels, releases):
    """A machine on which the bot serves a simulated Slack."""
    shown = {"newer": newer_tree, "wheels": wheels, "releases": releases}
    with build(configured.path, installed.path, **shown) as machine:
        start_sandbox(machine)
        machine.run(f"systemctl enable --now {SERVICE} || {{ journalctl -u {SERVICE} -n 20 >&2; exit 1; }}")
        yield machine


@pytest.fixture(scope="session")
def releases(folder, installed):
    """Newer releases, good and bad ones, made from the installed one."""
    made = folder / "releases"
    made.mkdir()

    def release(name, path=None, old="", new=""):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(installed.release, made / name, symlinks=True, ignore=ignore)
        (site,) = (made / name).glob("lib/python*/site-packages")
        (metadata,) = site.glob("ilert_slack_bot-*.dist-info/METADATA")
        replace(metadata, f"\nVersion: {VERSION}\n", f"\nVersion: {NEWER}\n")
        if path:
            replace(site / path, old, new)

    release("good")
    release("broken", "bot/cli/main.py", "import sys\n", "import sys\nimport nowhere\n")
    release("closed")
    (made / "closed/lib").chmod(0o700)
    start = "bot/cli/run.py", "        settings = load_settings()\n"
    release("stillborn", *start, '        raise SystemExit("stillborn")\n')
    release("slow", *start, "        __import__('time').sleep(999)\n")
    release("other-outbox", "bot/outbox/schema.py", "), _AFTER_SALVAGE)", ', ""), _AFTER_SALVAGE)')
    return made
