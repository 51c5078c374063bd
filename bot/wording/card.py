"""What an alert's card says, and what people read who press its buttons, as mrkdwn."""

from bot.wording.sentences import Sentences


class CardWording(Sentences):
    """The card."""

    def pending(self, summary: str) -> str:
        return self._("Pending: {summary}").format(summary=summary)

    def accepted(self, summary: str) -> str:
        return self._("Accepted: {summary}").format(summary=summary)

    def resolved(self, summary: str) -> str:
        return self._("Resolved: {summary}").format(summary=summary)

    def in_ilert(self, summary: str) -> str:
        return self._("In ilert: {summary}").format(summary=summary)

    def alerts(self, target: str) -> str:
        return self._("This alert is for {target}.").format(target=target)

    def alerts_as(self, target: str, policy: str) -> str:
        return self._("This alert is for {target}, which is {policy} in ilert.").format(target=target, policy=policy)

    def alerts_another(self, target: str, policy: str) -> str:
        sentence = self._("It was raised for {target}, but ilert is alerting {policy} instead.")
        return sentence.format(target=target, policy=policy)

    def about_message(self) -> str:
        return self._("The message that this is about")

    def raised_by(self, user: str, time: str) -> str:
        return self._("{user} raised it ({time}).").format(user=user, time=time)

    def assigned_to(self, names: str) -> str:
        return self._("It is assigned to {names}.").format(names=names)

    def assigned_to_nobody(self) -> str:
        return self._("It is assigned to nobody.")

    def accepted_by(self, who: str, time: str) -> str:
        return self._("{who} accepted it ({time}).").format(who=who, time=time)

    def low_priority(self) -> str:
        return self._("Its priority is low, so only the first escalation rule is called.")

    def merged(self, number: int) -> str:
        sentence = self._("It was merged into alert #{number} in ilert, whose state is shown here.")
        return sentence.format(number=number)

    def too_old(self, time: str) -> str:
        return self._(
            "The bot no longer follows it, so this may not be its state any more (last change: {time}). ilert shows it."
        ).format(time=time)

    def gone(self, time: str) -> str:
        return self._("ilert no longer shows it to the bot, so its state is not known any more ({time}).").format(
            time=time
        )

    def accepting_stops(self) -> str:
        return self._("Accept stops the escalation: ilert then calls nobody else.")

    def with_the_buttons(self) -> str:
        return self._("You can accept or resolve it with the buttons of this message.")

    def with_the_button(self) -> str:
        return self._("You can resolve it with the buttons of this message.")

    def accept(self) -> str:
        return self._("Accept")

    def accept_label(self) -> str:
        return self._("Accept the alert, which stops its escalation")

    def resolve(self) -> str:
        return self._("Resolve")

    def resolve_label(self) -> str:
        return self._("Resolve the alert")

    def resolve_question(self) -> str:
        return self._("Resolve this alert?")

    def resolve_consequence(self) -> str:
        return self._("It ends for everybody, and ilert calls nobody any more.")

    def cancel(self) -> str:
        return self._("Cancel")

    def assign_to_me(self) -> str:
        return self._("Assign to me")

    def assign_to(self) -> str:
        return self._("Assign to …")

    def add_responder(self) -> str:
        return self._("Add responder …")

    def comment(self) -> str:
        return self._("Comment …")

    def open_in_ilert(self) -> str:
        return self._("Open in ilert")

    def pressed_accept(self, user: str, time: str) -> str:
        return self._("{user} pressed Accept ({time}).").format(user=user, time=time)

    def pressed_resolve(self, user: str, time: str) -> str:
        return self._("{user} pressed Resolve ({time}).").format(user=user, time=time)

    def assigned_by(self, user: str, name: str, time: str) -> str:
        return self._("{user} assigned it to {name} ({time}).").format(user=user, name=name, time=time)

    def added_by(self, user: str, name: str, time: str) -> str:
        return self._("{user} added {name} as a responder ({time}).").format(user=user, name=name, time=time)

    def commented_by(self, user: str, time: str) -> str:
        return self._("{user} commented on it ({time}).").format(user=user, time=time)

    def line_accepted(self, who: str) -> str:
        return self._("{who} has accepted the alert.").format(who=who)

    def line_accepted_by_somebody(self) -> str:
        return self._("The alert has been accepted.")

    def line_escalated(self, names: str) -> str:
        return self._("Nobody has accepted the alert in time. ilert is now calling {names}.").format(names=names)

    def line_resolved(self) -> str:
        return self._("The alert has been resolved.")

    def not_a_member(self, channel: str) -> str:
        return self._(
            "You get this as a direct message because the bot is not a member of {channel}. To have it there next "
            "time, type `/invite` in that channel and choose the bot."
        ).format(channel=channel)

    def archived(self, channel: str) -> str:
        return self._("You get this as a direct message because {channel} is archived.").format(channel=channel)

    def shared(self, channel: str) -> str:
        return self._(
            "You get this as a direct message because {channel} is shared with another company, which must not read it."
        ).format(channel=channel)

    def cannot_post(self, channel: str, error: str) -> str:
        sentence = self._(
            "You get this as a direct message because Slack does not let the bot post in {channel} ({error})."
        )
        return sentence.format(channel=channel, error=error)
