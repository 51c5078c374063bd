"""What people read who press Page now."""

from bot.wording.sentences import Sentences


class PageNowWording(Sentences):
    """Answers to Page now, as mrkdwn."""

    def paging(self, target: str) -> str:
        sentence = self._(
            "The bot is looking for the alert once more. If it still has not appeared, {target} will be alerted by a "
            "second way, at once. You will be notified of the outcome."
        )
        return sentence.format(target=target)

    def paged_by_you(self, target: str) -> str:
        return self._("You have already had {target} paged; it happens only once.").format(target=target)

    def paged_by(self, target: str, user: str) -> str:
        return self._("{user} has already had {target} paged; it happens only once.").format(user=user, target=target)

    def appeared(self) -> str:
        return self._("Nobody was paged a second time: the alert has appeared meanwhile.")

    def cannot(self, target: str) -> str:
        return self._("{target} cannot be paged this way any more.").format(target=target)

    def not_allowed(self, target: str) -> str:
        sentence = self._("Nobody was paged: you may not alert {target} from there any more.")
        return sentence.format(target=target)

    def denied(self, reason: str) -> str:
        return self._("Nobody was paged. {reason}").format(reason=reason)

    def unknown(self) -> str:
        return self._(
            "Nobody was paged: the bot does not know this alert any more. Please contact the on-call team another way."
        )

    def unconfirmed(self, target: str) -> str:
        sentence = self._(
            "The bot could not confirm that it is having {target} paged. Please press Page now again to check; it "
            "happens only once."
        )
        return sentence.format(target=target)
