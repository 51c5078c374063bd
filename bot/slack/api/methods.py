"""The calls that the bot makes to Slack, by name."""

from enum import StrEnum


class Method(StrEnum):
    """A method of Slack's Web API, as Slack's docs name it. Names calls in failures and metrics."""

    APPS_CONNECTIONS_OPEN = "apps.connections.open"
    AUTH_TEST = "auth.test"
    BLOCKS_VALIDATE = "blocks.validate"
    CHAT_POST_MESSAGE = "chat.postMessage"
    CHAT_GET_PERMALINK = "chat.getPermalink"
    CHAT_UPDATE = "chat.update"
    CONVERSATIONS_INFO = "conversations.info"
    CONVERSATIONS_LIST = "conversations.list"
    RESPONSE_URL = "response_url"
    """Not a method: the address that comes with a command."""
    USERS_CONVERSATIONS = "users.conversations"
    USERS_INFO = "users.info"
    USERS_LOOKUP_BY_EMAIL = "users.lookupByEmail"
    VIEWS_OPEN = "views.open"
    VIEWS_PUBLISH = "views.publish"
    VIEWS_UPDATE = "views.update"
