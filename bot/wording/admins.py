"""What the admins of the bot are told in their channel."""

from bot.wording.sentences import Sentences


class AdminWording(Sentences):
    """Messages to the admins, as mrkdwn."""

    def policy_refused(self) -> str:
        return self._("The policy file has mistakes. The last good policy goes on until they are mended:")

    def policy_mended(self) -> str:
        return self._("The policy file is good again and in force.")

    def policy_unchanged(self) -> str:
        return self._("Nothing differs from the policy that was in force.")

    def and_more(self, number: int) -> str:
        return self._("… and {number} more.").format(number=number)

    def not_delivered(self, user: str, reference: str, problem: str) -> str:
        sentence = self._(
            "An alert of {user} did not reach ilert and was given up. Reference {reference}. Problem: {problem}"
        )
        return sentence.format(user=user, reference=reference, problem=problem)

    def delivered_late(self, user: str, time: str, reference: str) -> str:
        sentence = self._("An alert of {user}, submitted at {time} UTC, has now reached ilert. Reference {reference}.")
        return sentence.format(user=user, time=time, reference=reference)

    def reporter_not_told(self, user: str, reference: str, problem: str) -> str:
        sentence = self._(
            "{user} could not be told what came of their alert, reference {reference}: the message failed every "
            "time. `il-alert-bot outbox show {reference}` has the outcome. Please tell them. Problem: {problem}"
        )
        return sentence.format(user=user, reference=reference, problem=problem)

    def outbox_damaged(self, kept: int, lost: int | None, path: str, problem: str) -> str:
        sentence = self._(
            "The outbox was damaged and a new one has been begun. Kept: {kept}. Lost: {lost}. The damaged file is "
            "set aside as {path}. Problem: {problem}"
        )
        return sentence.format(kept=kept, lost=self._("unknown") if lost is None else lost, path=path, problem=problem)
