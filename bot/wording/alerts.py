"""What stands in an alert itself, in ilert."""

from bot.wording.sentences import Sentences


class AlertWording(Sentences):
    """The alert's details and links, as plain text."""

    def raised_by(self, name: str, user_id: str, place: str, url: str, time: str) -> str:
        sentence = self._("Raised by {name} (Slack user {user_id}) from {place} ({url}) on {time}.")
        return sentence.format(name=name, user_id=user_id, place=place, url=url, time=time)

    def drill_summary(self) -> str:
        return self._("Drill: nothing is wrong, and nobody needs to do anything")

    def drill_started_by(self, name: str, time: str) -> str:
        sentence = self._(
            "With this alert the Slack bot tests that alerts reach ilert. It resolves it by itself within seconds. "
            "Started by {name} on {time}."
        )
        return sentence.format(name=name, time=time)

    def link(self, place: str) -> str:
        return self._("Slack: {place}").format(place=place)

    def message_link(self) -> str:
        return self._("Slack: the message that this is about")

    def shortcut(self) -> str:
        return self._("the shortcuts menu")

    def direct_message(self) -> str:
        return self._("a direct message")

    def private_channel(self) -> str:
        return self._("a private channel")

    def accepted_in_slack(self, name: str) -> str:
        return self._("{name} accepted this alert from Slack.").format(name=name)

    def resolved_in_slack(self, name: str) -> str:
        return self._("{name} resolved this alert from Slack.").format(name=name)
