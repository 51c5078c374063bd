"""Where policy file and state directory are: the same for a check as for the daemon, which reads all settings."""

from pathlib import Path

import pytest

from bot.config.places import find_places
from bot.config.settings import load_local_settings

NAMES = ("IL_ALERT_CONFIG", "IL_ALERT_STATE_DIR", "STATE_DIRECTORY", "CREDENTIALS_DIRECTORY")


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"IL_ALERT_CONFIG": "policy.toml"},
        {"il_alert_config": "/srv/policy.toml"},
        {"IL_ALERT_STATE_DIR": "/srv/state", "STATE_DIRECTORY": "/var/lib/other"},
        {"STATE_DIRECTORY": "/var/lib/other"},
        {"IL_ALERT_CONFIG": "", "IL_ALERT_STATE_DIR": ""},
        {"CREDENTIALS_DIRECTORY": "credentials"},
        {"CREDENTIALS_DIRECTORY": "credentials", "IL_ALERT_CONFIG": "policy.toml"},
        {"CREDENTIALS_DIRECTORY": "nowhere"},
    ],
)
def test_a_check_looks_where_the_daemon_does(tmp_path, monkeypatch, environ):
    monkeypatch.chdir(tmp_path)
    Path("credentials").mkdir()
    Path("credentials/IL_ALERT_CONFIG").write_text("/credential/policy.toml\n")
    Path("credentials/state_directory").write_text("/credential/state\n")
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    settings, places = load_local_settings(), find_places()
    assert (places.policy_file, places.state_dir) == (settings.policy_file, settings.state_dir)
