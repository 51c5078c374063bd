"""Throw-away Debian systems: folders laid over each other, in which a systemd of their own is started."""

import ctypes
import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
_BOOT = REPOSITORY / "tests/systemd/machine.sh"
_ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
}
_CLONE_NEWNS = 0x00020000


class Impossible(Exception):
    """This machine cannot start throw-away systems. The text says why."""


def keep_mounts_to_ourselves():
    """Let all that this process mounts vanish with it.

    Raises:
        Impossible: Not root, or namespaces are not allowed.
    """
    if os.geteuid() != 0:
        raise Impossible("needs root")
    if missing := [name for name in ("mmdebstrap", "unshare", "nsenter") if not shutil.which(name)]:
        raise Impossible(f"needs {', '.join(missing)}")
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNS) != 0:
        raise Impossible(f"needs namespaces: {os.strerror(ctypes.get_errno())}")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)


def debootstrap(folder):
    """Make a small Debian of this machine's release, from this machine's sources, with what building needs."""
    sources = [Path("/etc/apt/sources.list"), Path("/etc/apt/sources.list.d/debian.sources")]
    release = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    subprocess.run(
        [
            "mmdebstrap",
            "--quiet",
            "--variant=minbase",
            "--include=ca-certificates,libpq5,make,python3-venv,systemd",
            release["VERSION_CODENAME"],
            folder,
            *(path for path in sources if path.exists()),
        ],
        check=True,
    )


@dataclass
class Machine:
    """A system whose files are the layers', and what it writes itself goes to a layer of its own."""

    layers: list[Path]
    """The upper ones first."""
    folder: Path
    _systemd: subprocess.Popen | None = field(default=None, init=False)

    @property
    def root(self):
        return self.folder / "root"

    @property
    def written(self):
        """The layer with all that was written here: another machine can lie on it."""
        return self.folder / "upper"

    def path(self, inside):
        return self.root / inside.lstrip("/")

    def mount(self):
        for name in ("upper", "work", "root"):
            (self.folder / name).mkdir(parents=True)
        lower = ":".join(map(str, self.layers))
        options = f"lowerdir={lower},upperdir={self.folder}/upper,workdir={self.folder}/work"
        self._mount("-t", "overlay", "overlay", "-o", options, self.root)
        self._mount("-t", "tmpfs", "tmpfs", self.path("run"))

    def bind(self, outside, inside):
        """Show a folder of this machine, read-only. Before the start."""
        self.path(inside).mkdir(parents=True, exist_ok=True)
        self._mount("--bind", "-o", "ro", outside, self.path(inside))

    def start(self):
        """Start systemd, and be back when it is up."""
        self._log = (self.folder / "systemd.log").open("wb")
        namespaces = ["--mount", "--pid", "--fork", "--kill-child", "--net", "--uts", "--ipc", "--cgroup"]
        self._systemd = subprocess.Popen(
            ["unshare", *namespaces, _BOOT],
            env={**os.environ, "STAGE": "boot", "ROOT": str(self.root)},
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self.wait_for("systemctl is-system-running | grep -E 'running|degraded'")

    def run(self, command, *, text_in=None, code=0):
        """Run a line of bash as root. Returns all that it printed."""
        children = Path(f"/proc/{self._systemd.pid}/task/{self._systemd.pid}/children").read_text().split()
        done = self._enter(children[0], command, text_in)
        printed = done.stdout + done.stderr
        assert done.returncode == code, f"{command}: ended with {done.returncode}:\n{printed}"
        return printed

    def wait_for(self, command, seconds=30):
        """Run a line of bash until it succeeds."""
        end = time.monotonic() + seconds
        while True:
            try:
                return self.run(command)
            except (AssertionError, IndexError):
                if time.monotonic() > end:
                    print((self.folder / "systemd.log").read_text(errors="replace"))
                    raise
                time.sleep(0.1)

    def stop(self):
        """Switch it off; what was written stays."""
        if self._systemd:
            self._systemd.kill()
            self._systemd.wait()
            self._log.close()
        subprocess.run(["umount", "--recursive", "--lazy", self.root], check=False)

    def _enter(self, pid, command, text_in):
        return subprocess.run(
            ["nsenter", "--all", f"--target={pid}", "bash", "-c", command],
            env=_ENVIRONMENT,
            input=text_in,
            capture_output=True,
            text=True,
            check=False,
            # What builds a release takes a minute, and several on a machine that has much to do.
            timeout=400,
        )

    def _mount(self, *arguments):
        subprocess.run(["mount", *map(str, arguments)], check=True)
