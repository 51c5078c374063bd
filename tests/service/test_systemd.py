"""What systemd is told, over a real datagram socket."""

import os
import socket
import uuid

import pytest
from structlog.testing import capture_logs

from bot.service.systemd import ServiceManager


@pytest.fixture(params=["path", "abstract"])
def listening(request, tmp_path):
    """The socket that systemd would listen on, and its name as systemd tells it."""
    name = f"@{uuid.uuid4()}" if request.param == "abstract" else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ours:
        ours.bind(name.replace("@", "\0", 1))
        ours.settimeout(5)
        yield ours, name


@pytest.mark.parametrize(
    ("tell", "expected"),
    [
        (lambda manager: manager.ready(), "READY=1"),
        (lambda manager: manager.stopping(), "STOPPING=1"),
        (lambda manager: manager.alive(), "WATCHDOG=1"),
        (lambda manager: manager.status("connected, 3 alerts waiting"), "STATUS=connected, 3 alerts waiting"),
        # A line break would begin another assignment.
        (lambda manager: manager.status("connected\nMAINPID=1"), "STATUS=connected MAINPID=1"),
    ],
)
def test_systemd_hears_it(listening, tell, expected):
    ours, name = listening
    tell(ServiceManager.from_environment({"NOTIFY_SOCKET": name}))
    assert ours.recv(1000).decode() == expected


def test_a_reload_says_when_it_began(listening):
    ours, name = listening
    ServiceManager.from_environment({"NOTIFY_SOCKET": name}).reloading()
    first, second = ours.recv(1000).decode().split("\n")
    assert first == "RELOADING=1"
    assert second.startswith("MONOTONIC_USEC=")
    assert int(second.partition("=")[2]) > 0


def test_without_systemd_nothing_happens():
    with capture_logs() as logs:
        ServiceManager.from_environment({}).ready()
    assert logs == []


def test_a_socket_that_is_gone_is_logged_and_stops_nothing(tmp_path):
    with capture_logs() as logs:
        ServiceManager.from_environment({"NOTIFY_SOCKET": str(tmp_path / "gone")}).ready()
    assert [line["event"] for line in logs] == ["sd_notify_failed"]


def test_an_address_of_another_kind_is_refused():
    with capture_logs() as logs:
        assert ServiceManager.from_environment({"NOTIFY_SOCKET": "vsock:2:1234"}).address is None
    assert [line["event"] for line in logs] == ["notify_socket_unusable"]


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "60000000"}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_the_watchdog_is_for_the_process_that_it_names(environ, expected):
    assert ServiceManager.from_environment(environ).watchdog_seconds == expected
