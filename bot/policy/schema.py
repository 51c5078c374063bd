"""The policy file's schema: what an admin may write, as types.

Pure data. Reading the file, naming its mistakes and watching it are other modules' work. The texts below the
keys are the descriptions in the JSON Schema.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from bot.policy.values import (
    EACH_PERSONS,
    Channel,
    ChannelOrDm,
    Email,
    Fallback,
    Id,
    InvalidValue,
    Label,
    Language,
    Name,
    TestedUser,
    Title,
    UserId,
)

# ilert's own Slack settings allow as many policies for one alert source; so do Slack's radio buttons.
POLICIES_LIMIT = 10

Priority = Literal["source", "ask", "HIGH", "LOW"]
"""Who decides an alert's priority: the alert source in ilert, the person asked, or the policy itself."""

RaiseBy = Literal["auto", "event", "alert"]
"""Whether a source's alerts are raised by events, as manual alerts, or by what that source was seen to do."""

ANY_CHANNEL_EXPECTED = '"any" or a list such as ["C024BE91L", "#ops", "dm"]'


def _any_or_list(value: object) -> str | None:
    if isinstance(value, list):
        return "list"
    return "any" if value == "any" else None


AnyOrChannels = Annotated[
    Annotated[Literal["any"], Tag("any")] | Annotated[list[ChannelOrDm], Field(min_length=1), Tag("list")],
    # Without it, a mistake in the list would be reported a second time as "not any".
    Discriminator(_any_or_list, custom_error_type="any_or_list", custom_error_message=ANY_CHANNEL_EXPECTED),
]


class _Table(BaseModel):
    """A table of the file: unknown keys are mistakes, values are never converted to another type."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True, serialize_by_alias=True
    )


class Dialog(_Table):
    """How the dialogs look."""

    title: Title = ""
    """The dialogs' title; empty for the default."""
    fallback: Fallback = ""
    """What to do when ilert cannot be reached, e.g. whom to call."""


class OnCall(_Table):
    """Who is on call, for whoever may alert them."""

    enabled: bool = True
    """Whether /il-oncall answers."""


class IlertUsers(_Table):
    """The account dialog, for Slack users with an ilert account."""

    enabled: bool = True
    """Whether people with an ilert account get the dialog of all that ilert lets them alert."""
    channels: AnyOrChannels = "any"
    """Where they get it: "any", or a list of channel ids, names, and "dm"."""
    priority: Priority = "ask"
    """Who decides the priority: ask (the person), source (the alert source in ilert), or always HIGH or LOW."""
    guests: bool = False
    """Whether Slack guests with an ilert account count as well."""
    emails: dict[UserId, Email] = {}
    """The e-mail in ilert of people who have another one in Slack, by Slack user id."""
    announce: bool = False
    """Whether the channel gets a message about each alert, which shows how it stands."""


class EscalationPolicyChoice(_Table):
    """One escalation policy that a Slack alert source's dialog offers."""

    id: Id
    """The escalation policy's number in ilert."""
    name: Name = ""
    """What people read; empty for its name in ilert."""


class SlackAlertSource(_Table):
    """The channel dialog: an alert source that anybody may use from some channels."""

    id: Id
    """The number in ilert of an alert source of type Slack."""
    channels: Annotated[list[Channel], Field(min_length=1)]
    """The channels in which anybody may use it: ids or names."""
    label: Label | None = None
    """The question above the choices; the bot's own where there is none."""
    priority: Priority = "source"
    """Who decides the priority: source (the alert source in ilert), ask (the person), or always HIGH or LOW."""
    raise_: RaiseBy = Field(default="auto", alias="raise")
    """How alerts are raised: event, alert (a manual one, which needs no keys), or auto (by what the source does)."""
    guests: bool = False
    """Whether Slack guests may use it too."""
    announce: bool = True
    """Whether the channel gets a message about each alert, which shows how it stands."""
    fallback: Fallback = ""
    """What to do when ilert cannot be reached; empty for the one of [dialog]."""
    escalation_policy: Annotated[list[EscalationPolicyChoice], Field(min_length=1, max_length=POLICIES_LIMIT)]
    """The choices, in the order in which they are shown."""


class Reminder(_Table):
    """When the reporter of an alert is told that nobody has accepted it."""

    minutes: Annotated[int, Field(ge=0, le=1440)] = 5
    """After so many minutes; 0 for never."""


class Test(_Table):
    """An expectation that is tested whenever the file is checked."""

    __test__ = False

    user: TestedUser
    """Who: an e-mail address, a Slack user id, or "anyone" for somebody without an ilert account."""
    channel: ChannelOrDm
    """Where: a channel id, a name, or "dm"."""
    offers: Annotated[list[Id], Field(min_length=1)] | None = None
    """Numbers of the escalation policies that must be offered."""
    denied: bool | None = None
    """Whether nothing at all may be offered."""

    @model_validator(mode="after")
    def _expects_one_thing(self) -> Self:
        if (self.offers is None) == (self.denied is None):
            found = "neither of offers and denied" if self.offers is None else "both offers and denied"
            raise InvalidValue("either offers = [...] or denied = true", found=found)
        return self


class Policy(_Table):
    """A whole policy file as written: channel names are not resolved yet."""

    language: Language = EACH_PERSONS
    """In which language people are addressed: "auto" (each person's in Slack), or one of those that the bot speaks."""
    admin_channel: Channel | None = None
    """Where admins are told of a rejected file, a revoked token or an alert that could not be delivered."""
    dialog: Dialog = Dialog()
    on_call: OnCall = OnCall()
    reminder: Reminder = Reminder()
    ilert_users: IlertUsers = IlertUsers()
    slack_alert_source: list[SlackAlertSource] = []
    test: list[Test] = []


def table_models(
    model: type[BaseModel] = Policy, path: tuple[str, ...] = ()
) -> Mapping[tuple[str, ...], type[BaseModel]]:
    """List the schema's tables, each by the keys that lead to it."""
    found = {path: model}
    for key, field in model.model_fields.items():
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                found |= table_models(kind, (*path, key))
    return found


def keys(model: type[BaseModel]) -> list[str]:
    """List a table's keys as they are written."""
    return [field.alias or name for name, field in model.model_fields.items()]
