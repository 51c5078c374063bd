"""Who is on call: what is asked, and what is answered."""

from bot.wording.sentences import Sentences


class OnCallWording(Sentences):
    """`/il-oncall`. Names and times come as mrkdwn."""

    def help(self, command: str) -> str:
        sentence = self._(
            "*{command}* shows who is on call for the escalation policy or alert source that you choose.\n"
            "*{command} payments* shows it at once for the one that is called so."
        )
        return sentence.format(command=command)

    def switched_off(self) -> str:
        return self._("The admins of this bot have switched this command off.")

    def ask(self) -> str:
        return self._("Choose an escalation policy or an alert source to see who is on call.")

    def placeholder(self) -> str:
        return self._("Search for an escalation policy or alert source")

    def source(self, name: str) -> str:
        return self._("{name} (alert source)").format(name=name)

    def none_found(self, query: str) -> str:
        sentence = self._("Nothing that you may see is called “{query}”.")
        return sentence.format(query=query)

    def several_found(self, query: str) -> str:
        return self._("Several match “{query}”. Choose one of them.").format(query=query)

    def gone(self) -> str:
        return self._("This is no longer available to you.")

    def cancel(self) -> str:
        return self._("Cancel")

    def headline(self, policy: str) -> str:
        return self._("On call for {policy}:").format(policy=policy)

    def level(self, number: int, people: str) -> str:
        return self._("Level {number}: {people}").format(number=number, people=people)

    def nobody(self) -> str:
        return self._("nobody")

    def always(self, person: str) -> str:
        return self._("{person}, always on call").format(person=person)

    def until(self, person: str, time: str) -> str:
        return self._("{person}, until {time}").format(person=person, time=time)

    def then(self, now: str, person: str, time: str) -> str:
        return self._("{now}; then {person}, from {time}").format(now=now, person=person, time=time)

    def pages_nobody(self) -> str:
        return self._("Nobody is on call at any level: an alert would page nobody now.")

    def unknown(self) -> str:
        return self._("ilert cannot be reached, so it is not known who is on call. Please try again in a minute.")

    def read_ago(self, minutes: int) -> str:
        sentence = self.ngettext(
            "ilert cannot be reached. This is what it said {minutes} minute ago.",
            "ilert cannot be reached. This is what it said {minutes} minutes ago.",
            minutes,
        )
        return sentence.format(minutes=minutes)

    def time_zone(self, name: str) -> str:
        return self._("All times are in your time zone ({name}).").format(name=name)

    def change_button(self) -> str:
        return self._("Change policy or source")

    def alert_button(self) -> str:
        return self._("Raise an alert")
