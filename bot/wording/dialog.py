"""What stands in the dialogs before Submit, and what is wrong with a field."""

from bot.wording.sentences import Sentences


class DialogWording(Sentences):
    """The alert dialogs. Slack cuts titles at 24 characters, option texts and buttons at 75."""

    def account_title(self) -> str:
        return self._("Alert on-call team")

    def channel_title(self) -> str:
        return self._("Alert on-call engineers")

    def submit(self) -> str:
        return self._("Submit")

    def close(self) -> str:
        return self._("Close")

    def source_label(self) -> str:
        return self._("Alert source")

    def source_placeholder(self) -> str:
        return self._("Search for an alert source")

    def in_maintenance(self) -> str:
        return self._("in maintenance")

    def policy_label(self) -> str:
        return self._("Escalation policy")

    def policy_placeholder(self) -> str:
        return self._("Search for an escalation policy")

    def own_routing(self) -> str:
        return self._("Decided by the alert source")

    def unnamed_policy(self, number: int) -> str:
        return self._("Escalation policy {number}").format(number=number)

    def no_name(self) -> str:
        return self._("(no name)")

    def summary_label(self) -> str:
        return self._("Alert summary")

    def summary_placeholder(self) -> str:
        return self._("Enter your alert summary here")

    def summary_hint(self) -> str:
        return self._("This is what the on-call engineer hears when ilert calls.")

    def details_label(self) -> str:
        return self._("Alert details")

    def details_placeholder(self) -> str:
        return self._("Enter your alert details here")

    def priority_label(self) -> str:
        return self._("Priority")

    def priority_placeholder(self) -> str:
        return self._("Decided by the alert source")

    def priority_only_for(self, names: str) -> str:
        return self._("Applies to: {names}").format(names=names)

    def priority_high(self) -> str:
        return self._("High")

    def priority_low(self) -> str:
        return self._("Low")

    def choice_label(self) -> str:
        return self._("Please choose a problem area to report an incident.")

    def choices_label(self) -> str:
        return self._("Please choose who should be alerted.")

    def use_account(self) -> str:
        return self._("You have an ilert account, so you can also choose from everything it lets you alert.")

    def use_account_button(self) -> str:
        return self._("Use my ilert account")

    def account_unread(self) -> str:
        return self._(
            "The bot has not read your company's ilert account yet, or too long ago. If you have an account there, you "
            "will be able to choose from more as soon as it has: type the command again in a minute."
        )

    def use_channel(self) -> str:
        return self._("This channel has its own, shorter dialog.")

    def use_channel_button(self) -> str:
        return self._("Use the channel dialog")

    def summary_missing(self) -> str:
        return self._("Please say in a few words what is wrong.")

    def summary_too_long(self, limit: int) -> str:
        sentence = self._("Please keep the summary to {limit} characters or fewer. There is more room in the details.")
        return sentence.format(limit=limit)

    def details_too_long(self, limit: int) -> str:
        return self._("Please keep the details to {limit} characters or fewer.").format(limit=limit)

    def left_out(self) -> str:
        return self._("The details have no room for the end of your text. This is missing there:")

    def source_missing(self) -> str:
        return self._("Please choose an alert source.")

    def source_not_offered(self) -> str:
        return self._("This alert source is no longer available to you. Please choose another one.")

    def policy_missing(self) -> str:
        return self._("Please choose an escalation policy.")

    def policy_not_offered(self) -> str:
        return self._("This escalation policy is no longer available to you. Please choose another one.")

    def choice_missing(self) -> str:
        return self._("Please choose who should be alerted.")

    def choice_not_offered(self) -> str:
        return self._("This choice is no longer available here. Please choose another one.")

    def priority_not_offered(self) -> str:
        return self._("The priority can no longer be chosen here.")
