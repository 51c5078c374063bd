"""What the admins of the bot are told in their channel."""

from bot.wording.sentences import Sentences


class AdminWording(Sentences):
    """Messages to the admins, as mrkdwn."""

    def policy_refused(self) -> str:
        return self._("The policy file has mistakes. The last good policy stays in force until they are fixed:")

    def policy_fixed(self) -> str:
        return self._("The policy file is valid again and in force.")

    def policy_changed(self) -> str:
        return self._("The policy file has changed and is in force.")

    def policy_names_missing(self) -> str:
        return self._("It names what ilert does not have or cannot use, which therefore offers nothing:")

    def policy_warnings(self) -> str:
        return self._("It works, with something to be aware of:")

    def policy_unchanged(self) -> str:
        return self._("It does not differ from the policy that was in force.")

    def hosts_differ(self) -> str:
        return self._(
            "The hosts on which the bot runs go by different policy files, so that what people are offered depends on "
            "the host that answers them. Give all hosts the same file:"
        )

    def policy_of_hosts(self, version: str, hosts: str) -> str:
        return self._("policy `{version}`: {hosts}").format(version=version, hosts=hosts)

    def hosts_agree(self) -> str:
        return self._("All hosts on which the bot runs go by the same policy file again.")

    def key_rejected(self, problem: str) -> str:
        sentence = self._(
            "ilert does not accept what the bot asks with its API key. Alerts wait until it does, each until its "
            "deadline. Give the bot an API key of an ilert admin that works. Problem: {problem}"
        )
        return sentence.format(problem=problem)

    def key_accepted(self) -> str:
        return self._("ilert accepts the bot's API key again, and what waits is being sent.")

    def names_need_ids(self, names: str) -> str:
        sentence = self._(
            "The Slack app is installed for the whole organization, and Slack finds no channels by name for it. "
            "Nothing is offered in these until the policy file has their ids (C…) instead: {names}"
        )
        return sentence.format(names=names)

    def and_more(self, number: int) -> str:
        return self._("… and {number} more.").format(number=number)

    def came_from(self, user: str, place: str, source: str, time: str) -> str:
        sentence = self._("Submitted by {user} from {place} on {time}, for {source}.")
        return sentence.format(user=user, place=place, time=time, source=source)

    def alert_source(self, number: int, name: str) -> str:
        named = self._("alert source {number} ({name})") if name else self._("alert source {number}")
        return named.format(number=number, name=name)

    def problem(self, problem: str) -> str:
        return self._("Problem: {problem}").format(problem=problem)

    def alert_creation(self, word: str) -> str:
        sentence = self._("The alert source may add alerts to an open one: its alertCreation is {word}.")
        return sentence.format(word=word)

    def shows_more(self, reference: str) -> str:
        sentence = self._("Reference {reference}; `il-alert-bot outbox show {reference}` shows what the bot knows.")
        return sentence.format(reference=reference)

    def no_events(self, source: str) -> str:
        sentence = self._(
            "ilert makes no alerts of the events that the bot sends for {source}. From now on the bot raises alerts "
            'for it as manual ones, at once. To settle that, write `raise = "alert"` into its `[[slack_alert_source]]` '
            'in the policy file; `raise = "event"` has the bot send events all the same.'
        )
        return sentence.format(source=source)

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
