"""ilert's answers as far as we read them (ilert OpenAPI file). Fields that we do not use are ignored."""

from pydantic import BaseModel, ConfigDict, Field


class _Answer(BaseModel):
    """Part of an answer. ilert's field names are in camel case."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Resource(_Answer):
    """Anything that has an id; by itself, a reference to another resource."""

    id: int


class User(Resource):
    """A user of the account."""

    email: str
    role: str = ""
    first_name: str = Field("", alias="firstName")
    last_name: str = Field("", alias="lastName")


class TeamMember(_Answer):
    """A user's place in a team."""

    user: Resource
    role: str = ""


class Team(Resource):
    """A team with its members."""

    name: str = ""
    visibility: str = ""
    members: list[TeamMember] | None = None


class EscalationPolicy(Resource):
    """An escalation policy."""

    name: str = ""
    teams: list[Resource] | None = None
    routing_key: str | None = Field(None, alias="routingKey")


class AlertSource(Resource):
    """An alert source."""

    name: str = ""
    integration_type: str = Field("", alias="integrationType")
    integration_key: str | None = Field(None, alias="integrationKey", repr=False)
    escalation_policy: Resource | None = Field(None, alias="escalationPolicy")
    teams: list[Resource] | None = None
    active: bool = True
    status: str = ""


class Alert(Resource):
    """An alert."""

    details: str | None = None
    alert_key: str | None = Field(None, alias="alertKey")


class EventAnswer(_Answer):
    """What POST /events answers according to ilert's Go client; the OpenAPI file promises no body."""

    alert_url: str | None = Field(None, alias="alertUrl")
