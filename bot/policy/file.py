"""Reads the policy file from the disk, trusting nothing about it."""

import errno
import os
import stat
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from bot.policy.diagnostics import Diagnostic, PolicyError
from bot.policy.parse import parse_policy
from bot.policy.schema import Policy
from bot.policy.toml.source import source_text

LARGEST_FILE_BYTES = 1_000_000

_VERSION_CHARACTERS = 12
_UTF_8_MARK = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class LoadedPolicy:
    """A policy and the version of the file it was read from."""

    policy: Policy
    version: str
    content: bytes = field(default=b"", repr=False)
    """The file, byte for byte."""
    instead_of: PolicyError | None = None
    """Why the policy file itself is of no use, where this is an older one."""


def load_policy(path: Path) -> LoadedPolicy:
    """Read and check a policy file.

    Raises:
        PolicyError: It cannot be read, or is not a policy.
    """
    content = read_file(path)
    policy = parse_policy(decode(content, str(path)), str(path))
    return LoadedPolicy(policy, content_version(content), content)


def read_text(path: Path) -> str:
    """Read a policy file without judging what stands in it.

    Raises:
        PolicyError: It cannot be read, or is no text.
    """
    return decode(read_file(path), str(path))


def read_file(path: Path) -> bytes:
    """Read the file if it is one that may be trusted; of one that is too large, a byte too many.

    Raises:
        PolicyError: It cannot be read, or others may write it.
    """
    try:
        # Not blocking, since opening a named pipe would wait for somebody to write to it.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            _refuse_untrusted(path, os.fstat(descriptor))
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                content = file.read(LARGEST_FILE_BYTES + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise PolicyError(_unreadable(path, error)) from error
    return content


def content_version(content: bytes) -> str:
    """Return a short name for a content, the same for the same content."""
    return sha256(content).hexdigest()[:_VERSION_CHARACTERS]


def _refuse_untrusted(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise PolicyError(_diagnostic(path, "a directory", "a file", "name the file in it"))
    if not stat.S_ISREG(status.st_mode):
        raise PolicyError(_diagnostic(path, "a device, pipe or socket", "an ordinary file"))
    if status.st_mode & stat.S_IWOTH:
        mode = f"{stat.S_IMODE(status.st_mode):04o}"
        raise PolicyError(
            _diagnostic(
                path,
                f"a file that everybody on this machine may write (mode {mode})",
                "a file that only its owner or group may write",
                f"chmod o-w {path}",
            )
        )


def _unreadable(path: Path, error: OSError) -> Diagnostic:
    match error.errno:
        case errno.ENOENT if path.is_symlink():
            return _diagnostic(path, f"a link to {path.readlink()}, which does not exist", "a policy file")
        case errno.ENOENT:
            return _diagnostic(path, "no such file", "a policy file", "config.example.toml is one to start from")
        case errno.EACCES:
            return _diagnostic(path, "a file or directory closed to this user", "a file that this user may read")
        case _:
            return _diagnostic(path, f"an error ({error.strerror or error})", "a file that can be read")


def decode(content: bytes, file: str) -> str:
    """Read the bytes of a policy file as text. `file` is only named in diagnostics.

    Raises:
        PolicyError: They are too many, or no UTF-8.
    """
    if len(content) > LARGEST_FILE_BYTES:
        expected = f"at most {LARGEST_FILE_BYTES} bytes"
        raise PolicyError(_diagnostic(file, "a larger file", expected, "is this the right one?"))
    # Some editors on Windows write a byte order mark, which says nothing.
    content = content.removeprefix(_UTF_8_MARK)
    if content.startswith(_UTF_16_MARKS):
        raise PolicyError(source_text("", file).diagnostic(0, "UTF-16", "UTF-8", "save it as UTF-8"))
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise PolicyError(_not_utf_8(content, error.start, file)) from error


def _not_utf_8(content: bytes, offset: int, file: str) -> Diagnostic:
    # One replacement character stands for the bad byte, so that what precedes it keeps its place.
    shown = content.decode(errors="replace").replace("\r\n", "\n")
    place = len(content[:offset].decode().replace("\r\n", "\n"))
    found = f"the byte 0x{content[offset]:02X}"
    latin = bytes([content[offset]]).decode("latin-1")
    hint = f"in Latin-1 this is {latin}; save the file as UTF-8" if latin.isalpha() else "save the file as UTF-8"
    return source_text(shown, file).diagnostic(place, found, "UTF-8", hint)


def _diagnostic(file: Path | str, found: str, expected: str, hint: str = "") -> Diagnostic:
    return Diagnostic(str(file), None, None, "", found, expected, hint)
