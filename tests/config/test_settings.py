"""Settings from the environment and from credentials."""

import pytest

from bot.config.settings import SettingsError, load_settings, names_of

GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-1-bot",
    "SLACK_APP_TOKEN": "xapp-1-app",
    "ILERT_API_TOKEN": "il1api123",
}


@pytest.fixture
def environ(monkeypatch):
    """Give the process exactly these settings."""
    names = ["ILERT_ENDPOINT", "ILERT_WEB_URL", "SLACK_API_URL", "CREDENTIALS_DIRECTORY", "STATE_DIRECTORY"]
    names += ["IL_ALERT_CONFIG", "IL_ALERT_LOG_LEVEL", "IL_ALERT_LOG_FORMAT", "IL_ALERT_LISTEN", "IL_ALERT_STATE_DIR"]
    for name in (*GOOD, *names):
        monkeypatch.delenv(name, raising=False)

    def setter(**values):
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return setter


def problems():
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return caught.value.problems


def test_defaults(environ):
    environ(**GOOD)
    settings = load_settings()
    assert settings.slack_api_url == "https://slack.com/api"
    assert settings.ilert_endpoint == "https://api.ilert.com"
    assert settings.ilert_web_url is None
    assert settings.listen == ("127.0.0.1", 9095)
    assert str(settings.policy_file) == "/etc/il-alert-bot/config.toml"
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1-bot"


def test_all_that_is_missing_is_named_with_what_is_expected(environ):
    environ()
    assert problems() == [
        "SLACK_BOT_TOKEN is not set: expected the Slack app's bot token, which starts with xoxb-, "
        "as an environment variable or as a credential named SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN is not set: expected the Slack app's app-level token, which starts with xapp-, "
        "as an environment variable or as a credential named SLACK_APP_TOKEN",
        "ILERT_API_TOKEN is not set: expected an ilert API key, "
        "as an environment variable or as a credential named ILERT_API_TOKEN",
    ]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-app", "expected a Slack bot token, which starts with xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxb-", "expected a Slack bot token, which starts with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1-bot", "expected a Slack app-level token, which starts with xapp-"),
        ("ILERT_API_TOKEN", "two words", "expected an ilert API key, without spaces; not a token of Slack"),
        ("ILERT_ENDPOINT", "api.ilert.com", "expected a web address that starts with https://"),
        ("ILERT_ENDPOINT", "https://api. ilert.com", "expected a web address that starts with https://"),
        ("IL_ALERT_LISTEN", "9095", "expected an address and a port such as 127.0.0.1:9095"),
        ("IL_ALERT_LISTEN", "localhost:99999", "expected an address and a port such as 127.0.0.1:9095"),
        ("IL_ALERT_LOG_LEVEL", "loud", "Input should be 'debug', 'info', 'warning' or 'error'"),
    ],
)
def test_what_is_malformed_is_named_without_its_value(environ, name, value, expected):
    environ(**{**GOOD, name: value})
    assert problems() == [f"{name} is malformed: {expected}"]


@pytest.mark.parametrize("capitals", [True, False])
def test_credentials_that_systemd_hands_over_as_files(environ, tmp_path, capitals):
    for name, value in GOOD.items():
        (tmp_path / (name if capitals else name.lower())).write_text(f"{value}\n")
    environ(CREDENTIALS_DIRECTORY=str(tmp_path))
    settings = load_settings()
    assert settings.slack_app_token.get_secret_value() == "xapp-1-app"
    assert settings.ilert_api_token.get_secret_value() == "il1api123"


def test_no_secret_shows_when_settings_are_printed(environ):
    environ(**GOOD)
    shown = repr(load_settings())
    assert not any(value in shown for value in GOOD.values())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://api.ilert.com", "https://api.ilert.com"),
        ("https://api.ilert.com/", "https://api.ilert.com"),
        ("https://api.ilert.com/api", "https://api.ilert.com"),
        ("https://api.ilert.com/api/", "https://api.ilert.com"),
        ("https://api.ilert.com/api/v1", "https://api.ilert.com"),
        ("https://api.ilert.com/API", "https://api.ilert.com"),
        (" https://api.ilert.com \n", "https://api.ilert.com"),
        ("HTTPS://api.ilert.com", "HTTPS://api.ilert.com"),
        ("https://gateway.example/ilert", "https://gateway.example/ilert"),
        ("https://gateway.example/ilert/api", "https://gateway.example/ilert"),
    ],
)
def test_the_address_of_ilert_may_have_the_path_that_its_documentation_gives_it(environ, written, meant):
    environ(**GOOD, ILERT_ENDPOINT=written)
    assert load_settings().ilert_endpoint == meant


def test_an_address_of_ip_version_6(environ):
    environ(**GOOD, IL_ALERT_LISTEN="[::1]:9095")
    assert load_settings().listen == ("::1", 9095)


@pytest.mark.parametrize("number", ["0", "5", "two", "1.5"])
def test_from_one_to_four_connections_to_slack_can_stand(environ, number):
    environ(**GOOD)
    assert load_settings().slack_connections == 2
    environ(IL_ALERT_SLACK_CONNECTIONS="4")
    assert load_settings().slack_connections == 4
    environ(IL_ALERT_SLACK_CONNECTIONS=number)
    with pytest.raises(SettingsError, match="IL_ALERT_SLACK_CONNECTIONS"):
        load_settings()


def test_only_the_documented_names_count(environ):
    environ(**GOOD, LOG_LEVEL="loud", POLICY_FILE="elsewhere.toml")
    settings = load_settings()
    assert (settings.log_level, str(settings.policy_file)) == ("info", "/etc/il-alert-bot/config.toml")


def test_the_first_name_of_a_setting_comes_before_the_other(environ):
    environ(**GOOD, STATE_DIRECTORY="/of/systemd")
    assert str(load_settings().state_dir) == "/of/systemd"
    environ(IL_ALERT_STATE_DIR="/of/ours")
    assert str(load_settings().state_dir) == "/of/ours"


def test_each_field_has_names_in_the_environment(environ):
    environ(**GOOD)
    names = names_of(load_settings())
    assert names["policy_file"] == ("IL_ALERT_CONFIG",)
    assert names["state_dir"] == ("IL_ALERT_STATE_DIR", "STATE_DIRECTORY")
    assert {name.partition("_")[0] for each in names.values() for name in each} == {"IL", "ILERT", "SLACK", "STATE"}
