"""How something is done with a database."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manner:
    """What may be done about it, whichever kind of database it is.

    With `joins` it may share a transaction with other changes. With `reads` it changes nothing, and needs none.

    What is `behind` is done when nothing else waits. What is not `flushed` survives the end of this process, but a loss
    of power only when something that is flushed has come after it.
    """

    joins: bool = True
    behind: bool = False
    flushed: bool = True
    reads: bool = False


CHANGE = Manner()
CHANGE_BEHIND = Manner(behind=True)
ALONE = Manner(joins=False)
ALONE_BEHIND = Manner(joins=False, behind=True)
READ = Manner(joins=False, reads=True)
READ_BEHIND = Manner(joins=False, behind=True, reads=True)
# Where all claims are released after a loss of power, they need not survive it.
CLAIM = Manner(flushed=False)
CLAIM_BEHIND = Manner(behind=True, flushed=False)
