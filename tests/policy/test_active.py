import pytest

from bot.policy.active import activate, channel_names
from bot.policy.parse import parse_policy
from bot.policy.schema import Policy

POLICY = parse_policy(
    """\
admin_channel = "#admins"

[ilert_users]
channels = ["C0WAR0000", "#ops", "dm"]

[[slack_alert_source]]
id = 1
channels = ["#demo", "C0DEMO000", "#lost"]
escalation_policy = [{ id = 11 }]

[[slack_alert_source]]
id = 2
channels = ["#demo", "#ops"]
escalation_policy = [{ id = 21 }]

[[test]]
user = "anyone"
channel = "#tested"
denied = true
""",
    "config.toml",
)
IDS = {"#demo": "C0DEMO000", "#ops": "C0OPS0000", "#admins": "C0ADMIN00", "#other": "C0OTHER00"}


def test_lists_the_names_that_need_an_id():
    assert channel_names(POLICY) == {"#admins", "#ops", "#demo", "#lost"}


def test_indexes_sources_by_channel_id_in_the_order_of_the_file():
    by_channel = activate(POLICY, "v", IDS).sources_by_channel
    ids = {channel: [source.id for source in sources] for channel, sources in by_channel.items()}
    assert ids == {"C0DEMO000": [1, 2], "C0OPS0000": [2]}


def test_the_index_cannot_be_changed():
    with pytest.raises(TypeError):
        activate(POLICY, "v", IDS).sources_by_channel["C0DEMO000"] = ()  # type: ignore[index]


def test_names_that_nobody_knows_offer_nothing():
    active = activate(POLICY, "v", {})
    assert dict(active.sources_by_channel) == {"C0DEMO000": (POLICY.slack_alert_source[0],)}
    assert active.ilert_user_channels == {"C0WAR0000"}
    assert active.admin_channel_id is None
    assert active.unresolved == ("#admins", "#demo", "#lost", "#ops")


def test_resolves_the_other_channels():
    active = activate(POLICY, "v", IDS)
    assert active.ilert_user_channels == {"C0WAR0000", "C0OPS0000"}
    assert active.admin_channel_id == "C0ADMIN00"
    assert active.unresolved == ("#lost",)


@pytest.mark.parametrize(
    ("channels", "expected"),
    [
        ('"any"', (None, True)),
        ('["dm"]', (frozenset(), True)),
        ('["C024BE91L"]', ({"C024BE91L"}, False)),
        ('["#lost"]', (frozenset(), False)),
        ('["#ops", "C0OPS0000", "dm"]', ({"C0OPS0000"}, True)),
    ],
)
def test_where_ilert_users_may_be(channels: str, expected: tuple[frozenset[str] | None, bool]):
    active = activate(parse_policy(f"ilert_users.channels = {channels}", "config.toml"), "v", IDS)
    assert (active.ilert_user_channels, active.ilert_users_in_dm) == expected


def test_an_admin_channel_given_by_id_needs_no_name():
    active = activate(Policy(admin_channel="C0ADMIN00"), "v", {})
    assert (active.admin_channel_id, active.unresolved) == ("C0ADMIN00", ())


def test_without_names_the_version_is_that_of_the_file():
    assert activate(Policy(), "v", IDS).version == "v"


def test_the_version_tells_resolutions_apart():
    versions = {activate(POLICY, "v", ids).version for ids in ({}, IDS, IDS | {"#lost": "C0LOST000"})}
    assert len(versions) == 3
    assert all(version.startswith("v.") for version in versions)


def test_the_version_does_not_depend_on_names_that_are_not_used():
    assert activate(POLICY, "v", IDS | {"#new": "C0NEW0000"}).version == activate(POLICY, "v", IDS).version


@pytest.mark.parametrize(
    ("source_id", "shown"), [(1, "Call the NOC"), (2, "Call anybody"), (9, "Call anybody"), (None, "Call anybody")]
)
def test_the_fallback_is_the_chosen_sources_own_else_the_general_one(source_id, shown):
    tables = POLICY.model_dump() | {"dialog": {"fallback": "Call anybody"}}
    tables["slack_alert_source"][0]["fallback"] = "Call the NOC"
    assert activate(Policy.model_validate(tables), "v", IDS).fallback_for(source_id) == shown
