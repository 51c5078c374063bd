"""What a person should know before they submit. It warns, and forbids nothing."""

from bot.wording.sentences import Sentences


class HintWording(Sentences):
    """Hints in the alert dialogs, as mrkdwn."""

    def nobody_on_call(self, target: str) -> str:
        return self._("Nobody is on call for {target} now, at any level: an alert would page nobody.").format(
            target=target
        )

    def open_alerts(self, number: int, alerts: str, minutes: int) -> str:
        sentence = self.ngettext(
            "{number} alert is open for this: {alerts}. It came {minutes} min ago.",
            "{number} alerts are open for this: {alerts}. The newest came {minutes} min ago.",
            number,
        )
        return sentence.format(number=number, alerts=alerts, minutes=minutes)

    def open_alerts_by(self, number: int, alerts: str, name: str, minutes: int) -> str:
        sentence = self.ngettext(
            "{number} alert is open for this: {alerts}. {name} raised it {minutes} min ago.",
            "{number} alerts are open for this: {alerts}. {name} raised the newest {minutes} min ago.",
            number,
        )
        return sentence.format(number=number, alerts=alerts, name=name, minutes=minutes)

    def many_open(self, number: int) -> str:
        return self._("At least {number} alerts are open for this.").format(number=number)

    def open_from_slack(self, number: int, alerts: str, name: str, minutes: int) -> str:
        sentence = self.ngettext(
            "{number} alert from Slack is open for this: {alerts}. {name} raised it {minutes} min ago.",
            "{number} alerts from Slack are open for this: {alerts}. {name} raised the newest {minutes} min ago.",
            number,
        )
        return sentence.format(number=number, alerts=alerts, name=name, minutes=minutes)

    def somebody_sends(self, person: str) -> str:
        return self._("{person} has just submitted an alert for the same target.").format(person=person)

    def somebody_types(self, person: str) -> str:
        return self._("{person} has this dialog open for the same target right now.").format(person=person)

    def low_now(self, source: str) -> str:
        sentence = self._(
            "By the priority rule of {source}, an alert has low priority now: ilert calls the first level only."
        )
        return sentence.format(source=source)
