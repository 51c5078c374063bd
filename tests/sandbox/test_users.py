"""What Slack tells about people."""

import pytest


async def user(app, user_id):
    return (await app.call("users.info", user=user_id))["user"]


async def test_a_member_is_described(lone_app):
    sam = await user(lone_app, "U0SAM000001")
    expected = {
        "team_id": "T0ACME00001",
        "deleted": False,
        "is_bot": False,
        "is_restricted": False,
        "is_email_confirmed": True,
        "tz": "Europe/Berlin",
    }
    assert expected.items() <= sam.items()
    assert sam["profile"]["email"] == "sam.sommer@acme.example"


@pytest.mark.parametrize(
    ("user_id", "marks"),
    [
        ("U0GINA00001", {"is_restricted": True, "is_ultra_restricted": False}),
        ("U0EVE000001", {"team_id": "T0OTHER0001", "is_stranger": False}),
        ("U0MALLORY01", {"is_email_confirmed": False}),
        ("U0ILERTBOT1", {"is_bot": True}),
    ],
)
async def test_who_is_no_plain_member_is_marked(lone_app, user_id, marks):
    assert marks.items() <= (await user(lone_app, user_id)).items()


async def test_a_single_channel_guest_is_a_guest_of_both_kinds(sandbox, lone_app):
    sandbox.slack.workspace.person_named("gina").single_channel_guest = True
    gina = await user(lone_app, "U0GINA00001")
    assert (gina["is_restricted"], gina["is_ultra_restricted"]) == (True, True)


async def test_of_a_deactivated_member_little_is_left(lone_app):
    dana = await user(lone_app, "U0DANA00001")
    assert dana["deleted"]
    assert "is_restricted" not in dana
    assert "tz" not in dana


async def test_a_locale_is_told_only_where_it_is_asked_for(sandbox, lone_app):
    sandbox.slack.workspace.person_named("sam").locale = "de-DE"
    asked = await lone_app.call("users.info", user="U0SAM000001", include_locale="true")
    assert asked["user"]["locale"] == "de-DE"
    assert "locale" not in await user(lone_app, "U0SAM000001")


async def test_external_people_have_no_time_zone(lone_app):
    assert "tz" not in await user(lone_app, "U0EVE000001")


async def test_addresses_need_a_scope_of_their_own(sandbox, lone_app):
    sandbox.slack.workspace.app.scopes -= {"users:read.email"}
    assert "email" not in (await user(lone_app, "U0SAM000001"))["profile"]


async def test_nobody_is_not_found(lone_app):
    assert (await lone_app.call("users.info", user="U0NOBODY001"))["error"] == "user_not_found"


async def test_an_address_finds_the_member_who_owns_it(lone_app):
    found = await lone_app.call("users.lookupByEmail", email="Alice.Adler@acme.example")
    assert found["user"]["id"] == "U0ALICE0001"
    gone = await lone_app.call("users.lookupByEmail", email="dana.dorn@acme.example")
    assert gone["error"] == "users_not_found"
