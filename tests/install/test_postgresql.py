"""The driver for a database that several hosts share: each way of installing brings it, where it is asked for."""

from tests.install.service import PIP

_ASKED = "postgresql://bot:hunter2@/bot?host=/nowhere"


def test_make_install_brings_it(bare):
    bare.run(f"{PIP} make --directory=/tree install EXTRA=postgresql")
    bare.run(f"echo '{_ASKED}' | il-alert-bot credentials IL_ALERT_DATABASE_URL")
    page = bare.run("il-alert-bot doctor --all || true")
    assert 'connection to server on socket "/nowhere/.s.PGSQL.5432" failed' in page
    assert "hunter2" not in page


def test_without_it_the_database_cannot_be_used_and_the_extra_is_named(machine):
    machine.run(f"echo '{_ASKED}' | il-alert-bot credentials IL_ALERT_DATABASE_URL")
    assert "PostgreSQL needs the extra ilert-slack-bot[postgresql]" in machine.run("il-alert-bot doctor --all || true")


def test_a_package_with_it_brings_it_and_depends_on_libpq(build, tree, wheels):
    with build(tree=tree, wheels=wheels) as machine:
        machine.run("cp -a /tree /srv/tree")
        machine.run(f"{PIP} DEBEMAIL=jane.doe@example.com make --directory=/srv/tree deb EXTRA=postgresql")
        assert "libpq5" in machine.run("dpkg-deb --field /srv/tree/dist/*.deb Depends")
        machine.run("dpkg --install /srv/tree/dist/*.deb")
        python = "/opt/il-alert-bot/current/bin/python3"
        assert int(machine.run(f"{python} -Ic 'import psycopg; print(psycopg.pq.version())'")) >= 130_000
