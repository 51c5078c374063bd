"""Each sentence of a subject with whatever may be filled in."""

import enum
import inspect
import typing
from collections.abc import Iterator

from bot.domain.permissions import AccessReason
from bot.wording.sentences import Sentences
from bot.wording.whoami import WHY_NOT
from bot.wording.wording import Wording


def sentences(wording: Wording, group: type[Sentences]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each method's name, what it says for each kind of argument, and the texts that were filled in."""
    subject = next(one for one in vars(wording).values() if isinstance(one, group))
    for name in (name for name, method in vars(group).items() if inspect.isfunction(method)):
        method = getattr(subject, name)
        hints = {key: kind for key, kind in typing.get_type_hints(method).items() if key != "return"}
        for number in range(max([len(values(kind)) for kind in hints.values()], default=1)):
            arguments = {key: values(kind)[number % len(values(kind))] for key, kind in hints.items()}
            yield name, method(**arguments), [one for one in arguments.values() if type(one) is str]


def values(kind: type) -> list[object]:
    """What a parameter of a sentence may be."""
    if kind is AccessReason:
        return list(WHY_NOT)
    if typing.get_args(kind):
        return [value for one in typing.get_args(kind) for value in values(one)]
    if issubclass(kind, enum.Enum):
        return list(kind)
    return {str: ["Jane"], int: [1, 2], bool: [False, True], type(None): [None]}[kind]
