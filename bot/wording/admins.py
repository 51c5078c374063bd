"""What the admins of the bot are told in their channel."""

from bot.wording.sentences import Sentences


class AdminWording(Sentences):
    """Messages to the admins, as mrkdwn."""

    def policy_refused(self) -> str:
        return self._("The policy file has mistakes. The last good policy stays in force until they are fixed:")

    def policy_fixed(self) -> str:
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

    def unreadable(self, user: str, reference: str, problem: str) -> str:
        sentence = self._(
            "An alert of {user}, reference {reference}, cannot be read by the version of the bot that is running. "
            "It has been kept unchanged: start the version that wrote it. Whether ilert has the alert is unknown. "
            "Problem: {problem}"
        )
        return sentence.format(user=user, reference=reference, problem=problem)

    def database_damaged(self, tables: str, path: str, problem: str) -> str:
        sentence = self._(
            "The bot's database was damaged, and a new one has been started. Rows recovered: {tables}. The damaged "
            "file was set aside as {path}. Problem: {problem}"
        )
        return sentence.format(tables=tables, path=path, problem=problem)

    def rows_saved(self, table: str, kept: int, lost: int | None) -> str:
        lost_rows = self._("an unknown number") if lost is None else lost
        return self._("{kept} of {table}, {lost} lost").format(table=table, kept=kept, lost=lost_rows)
