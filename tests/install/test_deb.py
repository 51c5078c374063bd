"""The Debian package: apt installs it on a machine that has nothing of what building needs, upgrades it, removes it."""

import shutil
import subprocess

import pytest

from tests.install.service import (
    CONFIG,
    NEWER,
    PIP,
    REFERENCE,
    SERVICE,
    VERSION,
    configure,
    is_active,
    main_pid,
    release_in_use,
    replace,
    start_sandbox,
)

APT = "DEBIAN_FRONTEND=noninteractive apt-get --quiet --quiet --yes"


@pytest.fixture(scope="session")
def packages(folder, build, tree, wheels):
    """A folder with the package of this tree, old.deb, and the same as a newer version, new.deb."""
    packages = folder / "packages"
    packages.mkdir()
    with build(tree=tree, wheels=wheels) as machine:
        # The build leaves the package in its tree.
        machine.run("cp -a /tree /srv/tree")
        machine.run(f"{PIP} DEBFULLNAME='Jane Doe' DEBEMAIL=jane.doe@example.com make --directory=/srv/tree deb")
        (built,) = machine.path("/srv/tree/dist").iterdir()
        assert built.name.startswith(f"il-alert-bot_{VERSION}_")
        shutil.copy(built, packages / "old.deb")
    opened = folder / "package"
    subprocess.run(["dpkg-deb", "--raw-extract", packages / "old.deb", opened], check=True)
    replace(opened / "DEBIAN/control", f"\nVersion: {VERSION}\n", f"\nVersion: {NEWER}\n")
    (metadata,) = opened.glob("usr/lib/il-alert-bot/lib/python*/site-packages/ilert_slack_bot-*.dist-info/METADATA")
    replace(metadata, f"\nVersion: {VERSION}\n", f"\nVersion: {NEWER}\n")
    subprocess.run(
        ["dpkg-deb", "-Znone", "--build", opened, packages / "new.deb"], check=True, stdout=subprocess.DEVNULL
    )
    return packages


@pytest.fixture
def clean(build, packages, tree):
    """A machine without what building needs, the packages in /packages."""
    with build(packages=packages, tree=tree) as machine:
        machine.run("apt-get purge --yes make 'python3.*-venv'")
        yield machine


@pytest.fixture
def serving(clean, folder):
    """A machine that serves a simulated Slack, from the older package."""
    clean.run(f"{APT} install /packages/old.deb")
    configure(clean, folder)
    start_sandbox(clean)
    clean.run(f"systemctl enable --now {SERVICE}")
    return clean


def test_install_on_a_clean_machine(clean):
    assert clean.run("python3 -c 'import ensurepip' 2>&1 || true").endswith("No module named 'ensurepip'\n")
    printed = clean.run(f"{APT} install /packages/old.deb")
    assert f"il-alert-bot: {release_in_use(clean)} is in use.\n" in printed
    assert "sudo systemctl enable --now il-alert-bot" in printed
    assert is_active(clean) == "inactive"
    assert clean.run("il-alert-bot --version") == f"il-alert-bot {VERSION}\n"
    assert "config.toml is good" in clean.run("il-alert-bot check")
    assert clean.run("stat --format='%A %U:%G' /var/lib/il-alert-bot /etc/il-alert-bot/credentials").split("\n")[
        :2
    ] == [
        "drwxr-x--- il-alert-bot:il-alert-bot",
        "drwx------ root:root",
    ]
    # What runs is the copy; dpkg's own files are as they came.
    assert clean.run("dpkg --verify il-alert-bot") == ""
    assert clean.run("find /usr/lib/il-alert-bot -name '*.pyc'") == ""
    assert clean.run("grep -rlaE '/tmp/tmp[.]|/srv/tree' /usr/lib/il-alert-bot /opt/il-alert-bot || true") == ""


def test_upgrade_restarts_what_ran_and_keeps_all(serving):
    first = release_in_use(serving)
    kept = f"cat {CONFIG} /etc/il-alert-bot/environment /etc/il-alert-bot/credentials/*"
    before = serving.run(kept)
    printed = serving.run(f"{APT} install /packages/new.deb")
    second = release_in_use(serving)
    assert f"il-alert-bot: {second} is in use, and the service was restarted with it.\n" in printed
    assert second in serving.run(f"tr '\\0' '\\n' < /proc/{main_pid(serving)}/cmdline")
    assert (is_active(serving), serving.run(kept)) == ("active", before)
    assert f"{REFERENCE}  " in serving.run("il-alert-bot outbox list")

    serving.run("il-alert-bot-release rollback")
    assert release_in_use(serving) == first
    assert serving.run("il-alert-bot --version") == f"il-alert-bot {VERSION}\n"
    assert is_active(serving) == "active"


def test_a_refused_policy_file_leaves_the_old_version_running_until_it_is_mended(serving):
    before = release_in_use(serving), main_pid(serving)
    serving.run(f"sed -i 's/^fallback/fallbak/' {CONFIG}")
    printed = serving.run(f"{APT} install /packages/new.deb", code=100)
    assert f"{CONFIG}:3:1: dialog.fallbak" in printed
    assert f"{before[0]} stays in use. Fix the file, and try again.\n" in printed
    assert (release_in_use(serving), main_pid(serving)) == before
    # The old version still works, all of it, although its package's files are gone.
    assert serving.run("il-alert-bot --version") == f"il-alert-bot {VERSION}\n"
    assert f"{REFERENCE}  " in serving.run("il-alert-bot outbox list")

    serving.run(f"sed -i 's/^fallbak/fallback/' {CONFIG}")
    serving.run("dpkg --configure il-alert-bot")
    assert serving.run("il-alert-bot --version") == f"il-alert-bot {NEWER}\n"
    assert main_pid(serving) != before[1]


def test_remove_keeps_what_is_the_operators_and_purge_does_not(serving):
    printed = serving.run(f"{APT} remove il-alert-bot")
    assert "warning" not in printed
    assert "could not be found" in serving.run(f"systemctl status {SERVICE}", code=4)
    left = serving.run("find /etc /opt /usr /var -xdev -name '*il-alert-bot*' -not -path '/var/lib/dpkg/*'")
    assert sorted(left.split()) == ["/etc/il-alert-bot", "/var/lib/il-alert-bot"]

    serving.run(f"{APT} install /packages/new.deb")
    serving.run(f"systemctl start {SERVICE}")
    assert f"{REFERENCE}  " in serving.run("il-alert-bot outbox list")

    serving.run(f"{APT} purge il-alert-bot")
    assert serving.run("find /etc /opt /usr /var -xdev -name '*il-alert-bot*'") == ""
    assert "il-alert-bot" not in serving.run("dpkg --list | cat")


def test_not_beside_make_install(build, installed, packages, tree, wheels):
    with build(installed.path, packages=packages, tree=tree) as machine:
        before = release_in_use(machine)
        printed = machine.run(f"{APT} install /packages/old.deb", code=100)
        assert "this machine has il-alert-bot from `make install`. Run `sudo make uninstall` first" in printed
        assert release_in_use(machine) == before
        machine.run("make --directory=/tree uninstall")
        machine.run(f"{APT} install /packages/old.deb")
        printed = machine.run("make --directory=/tree install", code=2)
        assert "this machine has il-alert-bot as a Debian package: upgrade or remove it with apt." in printed


@pytest.mark.skipif(not shutil.which("lintian"), reason="lintian is not installed")
def test_lintian_finds_no_mistake(packages):
    done = subprocess.run(
        ["lintian", "--allow-root", "--fail-on=error", packages / "old.deb"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
