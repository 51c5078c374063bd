"""What `whoami` says about a person: who they are in Slack and in ilert, and what they may alert from here."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.account import Role, TeamRole
from bot.domain.permissions import AccessReason
from bot.wording.sentences import N_, Sentences

ROLES: Mapping[Role | TeamRole, str] = MappingProxyType(
    {
        Role.STAKEHOLDER: N_("Stakeholder"),
        Role.GUEST: N_("Guest"),
        Role.VIEWER: N_("Viewer"),
        Role.RESPONDER: N_("Responder"),
        Role.USER: N_("User"),
        Role.ADMIN: N_("Admin"),
        Role.UNKNOWN: N_("Unknown"),
    }
)
"""A role in a team is named as the base role of the same value, to which it is equal."""

WHY_NOT: Mapping[AccessReason, str] = MappingProxyType(
    {
        AccessReason.PRIVATE_TEAM: N_("of a private team that you are not in"),
        AccessReason.GUEST_NOT_MEMBER: N_("of no team that you are in; your ilert role is Guest"),
        AccessReason.VIEWER_NOT_MEMBER: N_("of no team that you are in; your ilert role is Viewer"),
        AccessReason.MAY_NOT_MANAGE: N_("of a team in which you may not manage alerts"),
        AccessReason.STAKEHOLDER: N_("because your ilert role is Stakeholder"),
        AccessReason.UNKNOWN_ROLE: N_("because this bot does not recognize your ilert role"),
        AccessReason.INACTIVE: N_("switched off in ilert"),
    }
)


class WhoamiWording(Sentences):
    """`whoami`."""

    def in_slack(self) -> str:
        return self._("You in Slack")

    def in_ilert(self) -> str:
        return self._("Your ilert account")

    def with_account(self) -> str:
        return self._("With your ilert account, from here")

    def with_channel(self) -> str:
        return self._("With the channel dialog")

    def guest(self) -> str:
        return self._("guest")

    def external(self) -> str:
        return self._("from another company's workspace")

    def email_unconfirmed(self) -> str:
        return self._("e-mail not confirmed")

    def no_email(self) -> str:
        return self._("no e-mail address known")

    def no_ilert_account(self) -> str:
        return self._("None was found for your e-mail address.")

    def nobody_has(self, email: str) -> str:
        return self._("None. No ilert user has the address {email}.").format(email=email)

    def an_address_is_near(self) -> str:
        return self._(
            "One address in ilert differs from yours only a little. If it is meant to be yours, ask an ilert admin to "
            "compare the two."
        )

    def no_address_to_match(self) -> str:
        return self._("None. Slack names no e-mail address of yours to look for in ilert.")

    def not_without_account(self) -> str:
        return self._("Nothing, as that needs an ilert account.")

    def not_looked_for(self) -> str:
        return self._("Not looked for: only members of this workspace are matched with one.")

    def for_the_same_reason(self) -> str:
        return self._("Nothing, for the same reason.")

    def no_channel_dialog(self) -> str:
        return self._("There is none here.")

    def account(self, name: str, email: str, role: Role) -> str:
        return self._("{name}, {email}, role {role}").format(name=name, email=email, role=self._(ROLES[role]))

    def teams(self, teams: str) -> str:
        return self._("Teams: {teams}").format(teams=teams)

    def no_teams(self) -> str:
        return self._("Teams: none")

    def private_team(self, name: str, role: TeamRole) -> str:
        return self._("{name} (private, {role})").format(name=name, role=self._(ROLES[role]))

    def public_team(self, name: str, role: TeamRole) -> str:
        return self._("{name} (public, {role})").format(name=name, role=self._(ROLES[role]))

    def alert_sources(self, number: int) -> str:
        return self.ngettext("{number} alert source", "{number} alert sources", number).format(number=number)

    def escalation_policies(self, number: int) -> str:
        return self.ngettext("{number} escalation policy", "{number} escalation policies", number).format(number=number)

    def and_more(self, names: str, number: int) -> str:
        return self._("{names} and {number} more").format(names=names, number=number)

    def not_offered(self, what: str, why: AccessReason) -> str:
        return self._("Not offered: {what} {why}").format(what=what, why=self._(WHY_NOT[why]))
