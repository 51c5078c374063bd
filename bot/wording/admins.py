"""What the admins of the bot are told in their channel."""

from bot.wording.sentences import Sentences


class AdminWording(Sentences):
    """Messages to the admins, as mrkdwn."""

    def policy_refused(self) -> str:
        return self._("The policy file has mistakes. The last good policy stays in force until they are fixed:")

    def policy_mended(self) -> str:
        return self._("The policy file is valid again and in force.")

    def policy_unchanged(self) -> str:
        return self._("It does not differ from the policy that was in force.")

    def and_more(self, number: int) -> str:
        return self._("… and {number} more.").format(number=number)

    def not_delivered(self, user: str, reference: str, problem: str) -> str:
        sentence = self._(
            "An alert raised by {user} did not reach ilert, and the bot has given up on it. Reference {reference}. "
            "Problem: {problem}"
        )
        return sentence.format(user=user, reference=reference, problem=problem)

    def delivered_late(self, user: str, time: str, reference: str) -> str:
        sentence = self._(
            "An alert raised by {user}, submitted at {time} UTC, has now reached ilert. Reference {reference}."
        )
        return sentence.format(user=user, time=time, reference=reference)

    def reporter_not_told(self, user: str, reference: str, problem: str) -> str:
        sentence = self._(
            "{user} could not be notified of the outcome of their alert, reference {reference}: every attempt failed. "
            "`il-alert-bot outbox show {reference}` shows the outcome. Please inform them. Problem: {problem}"
        )
        return sentence.format(user=user, reference=reference, problem=problem)

    def outbox_damaged(self, kept: int, lost: int | None, path: str, problem: str) -> str:
        sentence = self._(
            "The outbox was damaged, and a new one has been started. Recovered: {kept}. Lost: {lost}. The damaged file "
            "was set aside as {path}. Problem: {problem}"
        )
        return sentence.format(kept=kept, lost=self._("unknown") if lost is None else lost, path=path, problem=problem)
