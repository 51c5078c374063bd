"""A PostgreSQL server of the tests' own, on a unix socket in a temporary folder."""

import contextlib
import os
import pwd
import select
import shutil
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path

import pytest

MISSING = "PostgreSQL's programs are not installed (Debian: the package postgresql)"

SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "max_connections": "60",
    "log_min_messages": "fatal",
    "shared_buffers": "16MB",
}


def programs():
    """Return the folder with initdb and postgres, None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    here = found[-1] if found else shutil.which("initdb")
    return Path(here).parent if here else None


def _somebody():
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class Server:
    """A server; `urls` are of schemas of their own in its one database."""

    def __init__(self, **settings):
        if programs() is None:
            pytest.skip(MISSING)
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._user = _somebody()
        if self._user:
            os.chown(self.folder, pwd.getpwnam(self._user).pw_uid, -1)
        self.settings = {**SETTINGS, "unix_socket_directories": f"'{self.folder}'", **settings}
        self._schemas = count(1)
        self.process = None
        self._make_data()
        self.start()

    def _make_data(self):
        self._call("initdb", "-D", str(self.data), "-A", "trust", "-U", "bot", "-N", "-E", "UTF8", "--locale=C")

    @property
    def data(self):
        return self.folder / "data"

    def _call(self, program, *arguments):
        command = [str(programs() / program), *arguments]
        done = subprocess.run(command, user=self._user, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def start(self):
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value.strip(chr(39))}")]
        command = [str(programs() / "postgres"), "-D", str(self.data), *options]
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(command, user=self._user, cwd=self.folder, stdout=log, stderr=log)
        log.close()
        self._wait_until_ready()

    def _wait_until_ready(self):
        ready = [str(programs() / "pg_isready"), "-q", "-h", str(self.folder)]
        until = time.monotonic() + 20
        while subprocess.run(ready, check=False).returncode != 0:
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < until, "PostgreSQL does not start"
            time.sleep(0.02)

    def url(self, schema="public"):
        return f"postgresql://bot@/postgres?host={self.folder}&options=-csearch_path%3D{schema}"

    def new_url(self):
        """Make an empty schema."""
        schema = f"test_{next(self._schemas)}"
        self.sql(f"CREATE SCHEMA {schema}")
        return self.url(schema)

    def sql(self, statement, schema="public"):
        """Do a statement; returns what psql prints of it, fields apart by |."""
        command = [str(programs() / "psql"), "-qAtX", "-v", "ON_ERROR_STOP=1", self.url(schema), "-c", statement]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def set(self, name, value):
        """Change a setting while it runs."""
        self.sql(f"ALTER SYSTEM SET {name} = '{value}'")
        self.sql("SELECT pg_reload_conf()")

    def stop(self, *, at_once=False):
        served = self._children() if at_once else ()
        if at_once:
            self.process.kill()
        else:
            self.process.terminate()
        self.process.wait(20)
        for process in served:
            # Whoever serves a connection notices a moment later, and may answer until then.
            select.select([process], [], [], 20)
            os.close(process)

    def _children(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        found = []
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                found.append(os.pidfd_open(int(child)))
        return found

    def remove(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(3)  # SIGQUIT: immediate shutdown
            self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


class Standby(Server):
    """A copy of a running server that follows it until it is promoted."""

    def __init__(self, primary, **settings):
        self._primary = primary
        super().__init__(**settings)

    def _make_data(self):
        copying = ("-h", str(self._primary.folder), "-U", "bot", "--checkpoint=fast", "--no-sync")
        # -R has it follow the primary.
        self._call("pg_basebackup", "-D", str(self.data), "-R", *copying)

    def promote(self):
        self._call("pg_ctl", "promote", "-D", str(self.data))
