"""What ilert says of single things, put into the account. Pure: the very same account where nothing changed."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.account import AlertSource, Directory, IlertUser, Team, unique_emails


def with_user(account: Directory, user: IlertUser, teams: Iterable[Team] = ()) -> Directory:
    """Put a user in, with the teams that are known of them."""
    if account.users.get(user.id) != user:
        users = {**account.users, user.id: user}
        account = replace(account, users=users, users_by_email=unique_emails(users.values()))
    return _with_teams(account, {team.id: team for team in teams})


def without_user(account: Directory, user_id: int) -> Directory:
    """Leave a user out."""
    if user_id not in account.users:
        return account
    users = {key: user for key, user in account.users.items() if key != user_id}
    return replace(account, users=users, users_by_email=unique_emails(users.values()))


def with_teams_of(account: Directory, user_id: int, teams: Iterable[Team]) -> Directory:
    """Put in all the teams that a user is in, and take the user out of every other."""
    theirs = {team.id: team for team in teams}
    left = {
        team.id: replace(team, members={key: role for key, role in team.members.items() if key != user_id})
        for team in account.teams.values()
        if user_id in team.members and team.id not in theirs
    }
    return _with_teams(account, {**left, **theirs})


def with_source(account: Directory, source: AlertSource) -> Directory:
    """Put an alert source in. Its integration key stays where ilert leaves it out."""
    before = account.alert_sources.get(source.id)
    if before is not None and source.integration_key is None:
        source = replace(source, integration_key=before.integration_key)
    if source == before:
        return account
    return replace(account, alert_sources={**account.alert_sources, source.id: source})


def without_source(account: Directory, source_id: int) -> Directory:
    """Leave an alert source out."""
    if source_id not in account.alert_sources:
        return account
    left = {key: source for key, source in account.alert_sources.items() if key != source_id}
    return replace(account, alert_sources=left)


def _with_teams(account: Directory, teams: dict[int, Team]) -> Directory:
    if all(account.teams.get(key) == team for key, team in teams.items()):
        return account
    return replace(account, teams={**account.teams, **teams})
