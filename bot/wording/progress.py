"""What the reporter of an alert reads while it is open in ilert, as mrkdwn."""

from bot.wording.sentences import Sentences


class ProgressWording(Sentences):
    """An alert that was accepted or resolved, or that nobody answers."""

    def accepted_at_once(self, target: str, who: str) -> str:
        sentence = self._("Your alert to {target} was accepted by {who}, less than a minute after you raised it.")
        return sentence.format(target=target, who=who)

    def accepted(self, target: str, who: str, minutes: int) -> str:
        sentence = self.ngettext(
            "Your alert to {target} was accepted by {who}, {minutes} minute after you raised it.",
            "Your alert to {target} was accepted by {who}, {minutes} minutes after you raised it.",
            minutes,
        )
        return sentence.format(target=target, who=who, minutes=minutes)

    def accepted_by_somebody(self, target: str) -> str:
        return self._("Your alert to {target} has been accepted. ilert does not say by whom.").format(target=target)

    def resolved(self, target: str) -> str:
        return self._("Your alert to {target} has been resolved.").format(target=target)

    def unanswered(self, target: str, minutes: int) -> str:
        sentence = self.ngettext(
            "Nobody has accepted your alert to {target} for {minutes} minute.",
            "Nobody has accepted your alert to {target} for {minutes} minutes.",
            minutes,
        )
        return sentence.format(target=target, minutes=minutes)

    def calling(self, names: str) -> str:
        return self._("ilert is calling {names}.").format(names=names)

    def calling_nobody(self) -> str:
        return self._("ilert does not show anybody whom it is calling.")

    def calls_next(self, name: str, time: str) -> str:
        return self._("ilert calls {name} next ({time}).").format(name=name, time=time)

    def next_level(self, time: str) -> str:
        return self._("After that, ilert calls the next level ({time}).").format(time=time)

    def nobody_next(self) -> str:
        return self._("There is nobody else whom ilert will call.")

    def and_others(self, names: str, others: int) -> str:
        sentence = self.ngettext("{names} and {others} other person", "{names} and {others} other people", others)
        return sentence.format(names=names, others=others)
