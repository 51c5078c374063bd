"""`users.*` and `auth.test` of the Web API (Slack docs, methods; user object)."""

from typing import Any

from bot.sandbox.slack.api_error import ApiError
from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.service import Slack
from bot.sandbox.slack.workspace import Person, Workspace


def auth_test(slack: Slack, _arguments: Arguments) -> dict[str, Any]:
    """Say whose token this is."""
    workspace = slack.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.people[workspace.app.bot_user].name,
        "team_id": workspace.team_id,
        "user_id": workspace.app.bot_user,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": workspace.app.organisation_wide,
    }


def info(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Read one person, with their locale where it is asked for (Slack docs, users.info)."""
    person = slack.workspace.people.get(arguments.text("user"))
    if person is None:
        raise ApiError("user_not_found")
    locale = {"locale": person.locale} if arguments.flag("include_locale") else {}
    return {"user": user_json(slack.workspace, person) | locale}


def lookup_by_email(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Find the member with an e-mail address."""
    workspace = slack.workspace
    wanted = arguments.text("email").casefold()
    for person in workspace.people.values():
        ours = person.team_id == workspace.team_id and not person.deleted and person.email_confirmed
        if ours and (person.email or "").casefold() == wanted:
            return {"user": user_json(workspace, person)}
    raise ApiError("users_not_found")


def user_json(workspace: Workspace, person: Person) -> dict[str, Any]:
    """Write a person as Slack does: the less, the less they belong here."""
    user: dict[str, Any] = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "real_name": person.real_name,
        "profile": _profile(workspace, person),
        "is_bot": person.bot,
        "is_connector_bot": person.connector_bot,
        "is_app_user": False,
        "updated": 1760000000,
    }
    if person.deleted:
        return user
    user |= {
        "is_restricted": person.guest or person.single_channel_guest,
        "is_ultra_restricted": person.single_channel_guest,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
    }
    if person.team_id != workspace.team_id:
        return user | {"is_stranger": False}
    if not person.bot:
        user |= {"is_email_confirmed": person.email_confirmed}
        user |= {"tz": "Europe/Berlin", "tz_label": "Central European Time", "tz_offset": 3600}
    return user


def _profile(workspace: Workspace, person: Person) -> dict[str, Any]:
    profile = {
        "real_name": person.real_name,
        "display_name": person.name,
        "team": person.team_id,
    }
    if person.email is not None and not person.bot and "users:read.email" in workspace.app.scopes:
        profile["email"] = person.email
    return profile
