"""ilert's answers as far as we read them (ilert OpenAPI file). Fields that we do not use are ignored.

An id is all that must be there. What else is null, missing, of another type or a word that this version does not
know has a value of its own, and takes nothing else with it. Where that part restricts what people may do, the value
is the strictest: `UNREADABLE_TEAM` belongs to nobody, an empty role or visibility is none that allows anything, and
a switch is off.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictInt
from pydantic.alias_generators import to_camel

from bot.ilert.lenient import LeftOut, NumberOrNone, Otherwise, Switch, Text, TextOrNone


class AlertStatus(StrEnum):
    """Where an alert is."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    RESOLVED = "RESOLVED"
    UNKNOWN = "UNKNOWN"
    """A word that is newer than this version, or none."""


class _Answer(BaseModel):
    """Part of an answer. ilert's field names are in camel case."""

    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_camel)


class Resource(_Answer):
    """Anything that has an id; by itself, a reference to another resource."""

    id: StrictInt


class Named(Resource):
    """A reference with a name."""

    name: Text = ""


UNREADABLE_TEAM = Resource(id=-1)
"""Stands for a team that restricts a resource and cannot be read: nobody is in it, so that it hides the resource."""

Reference = Annotated[Resource | None, Otherwise(None)]
NamedReference = Annotated[Named | None, Otherwise(None)]
Time = Annotated[datetime | None, Otherwise(None)]
Status = Annotated[AlertStatus, Otherwise(AlertStatus.UNKNOWN)]
Teams = Annotated[tuple[Annotated[Resource, Otherwise(UNREADABLE_TEAM)], ...], Otherwise((UNREADABLE_TEAM,))]


class User(Resource):
    """A user of the account."""

    email: Text = ""
    role: Text = ""
    first_name: Text = ""
    last_name: Text = ""


class TeamMember(_Answer):
    """A user's place in a team."""

    user: Resource
    role: Text = ""


class Team(Resource):
    """A team with its members."""

    name: Text = ""
    visibility: Text = ""
    members: Annotated[tuple[Annotated[TeamMember, LeftOut()], ...], Otherwise(())] = ()


class EscalationPolicy(Resource):
    """An escalation policy."""

    name: Text = ""
    escalation_rules: Annotated[tuple[Any, ...], Otherwise(())] = ()
    teams: Teams = (UNREADABLE_TEAM,)
    routing_key: TextOrNone = None


class AlertSource(Resource):
    """An alert source."""

    name: Text = ""
    integration_type: Text = ""
    integration_key: Annotated[TextOrNone, Field(repr=False)] = None
    escalation_policy: Reference = None
    teams: Teams = (UNREADABLE_TEAM,)
    active: Switch = False
    status: Text = ""
    alert_creation: Text = ""
    alert_priority_rule: Text = ""
    support_hours: Annotated[dict[str, Any] | None, Otherwise(None)] = None


class Phone(_Answer):
    """A phone number."""

    number: Text = ""


PhoneOrNone = Annotated[Phone | None, Otherwise(None)]


class Person(Resource):
    """A user as others refer to them.

    The phone numbers are those of ilert's Go client. The OpenAPI file does not name them, so that there may be none.
    """

    first_name: Text = ""
    last_name: Text = ""
    email: Text = ""
    mobile: PhoneOrNone = None
    landline: PhoneOrNone = None


class Responder(_Answer):
    """Somebody who is asked to see to an alert."""

    user: Person
    status: Status = AlertStatus.UNKNOWN
    accepted_at: Time = None


class Alert(Resource):
    """An alert."""

    summary: Text = ""
    details: Text = ""
    alert_key: TextOrNone = None
    status: Status = AlertStatus.UNKNOWN
    priority: Text = ""
    report_time: Time = None
    resolved_on: Time = None
    alert_source: NamedReference = None
    escalation_policy: NamedReference = None
    responders: Annotated[tuple[Annotated[Responder, LeftOut()], ...], Otherwise(())] = ()
    next_escalation: Time = None
    next_escalation_user: Annotated[Person | None, Otherwise(None)] = None
    merged_into_id: NumberOrNone = None


class SuggestedResponder(Named):
    """Somebody, or something, that an alert may be assigned to: `group` says what the id is of."""

    group: Text = ""
    disabled: Switch = False


class LogEntry(Resource):
    """Something that happened to an alert; `text` is in the language that was asked for."""

    timestamp: Time = None
    log_entry_type: Text = ""
    text: Text = ""


class OnCall(_Answer):
    """Somebody's duty. Without an `end` it has none."""

    user: Annotated[Person | None, Otherwise(None)] = None
    escalation_policy: NamedReference = None
    schedule: NamedReference = None
    start: Time = None
    end: Time = None
    escalation_level: NumberOrNone = None


class EventAnswer(_Answer):
    """What POST /events answers according to ilert's Go client; ilert itself promises no body."""

    alert_url: TextOrNone = None
