"""A person at the Slack client, for tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from bot.sandbox.slack.actions import ImpossibleAction
from bot.sandbox.slack.block_kit import elements_of
from bot.sandbox.slack.client import Client, CommandResult
from bot.sandbox.slack.dialog_client import DialogClient, SubmitResult
from bot.sandbox.slack.elements import options_of
from bot.sandbox.slack.home_client import HomeClient
from bot.sandbox.slack.inputs import enter
from bot.sandbox.slack.service import Slack
from bot.sandbox.slack.views import View
from bot.sandbox.slack.workspace import Message, words

WAIT_SECONDS = 5.0

T = TypeVar("T")


class Until(Protocol):
    """Waits for what is to be seen, as `Sandbox.until` does."""

    async def __call__(self, look: Callable[[], T | None], timeout: float | None = ...) -> T:  # noqa: ASYNC109 - the tests' language
        """See `Sandbox.until`."""
        ...


@dataclass(frozen=True, slots=True)
class SeenView:
    """A dialog as a person sees it at one moment."""

    json: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The view's id."""
        return str(self.json["id"])

    @property
    def hash(self) -> str:
        """What changes with each update."""
        return str(self.json["hash"])

    @property
    def title(self) -> str:
        """The words at the top."""
        return str(self.json["title"]["text"])

    @property
    def callback_id(self) -> str:
        """What the app calls this kind of dialog."""
        return str(self.json["callback_id"])

    @property
    def private_metadata(self) -> str:
        """What the app keeps in it, unseen."""
        return str(self.json["private_metadata"])

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The blocks, with all their ids."""
        return list(self.json["blocks"])

    @property
    def text(self) -> str:
        """All the words that are seen."""
        return "\n".join(words(self.blocks))

    @property
    def values(self) -> dict[str, Any]:
        """What is entered, by block id: text, option value or list of them; None where nothing is."""
        return {
            block_id: _bare(next(iter(actions.values()))) for block_id, actions in self.json["state"]["values"].items()
        }

    def block(self, block_id: str) -> dict[str, Any]:
        """Find a block.

        Raises:
            KeyError: The dialog has no such block.
        """
        for block in self.blocks:
            if block["block_id"] == block_id:
                return block
        raise KeyError(block_id)

    def element(self, block_id: str) -> dict[str, Any]:
        """Find a block's first interactive element."""
        return elements_of(self.block(block_id))[0]

    def options(self, block_id: str) -> dict[str, str]:
        """Return the texts that a menu offers, by value."""
        return {option["value"]: option["text"]["text"] for option in options_of(self.element(block_id))}


class PersonAtSlack:
    """What one person does. Whatever needs a dialog acts in the one on top."""

    def __init__(self, slack: Slack, until: Until, name: str) -> None:
        self._slack = slack
        self._until = until
        self._client = Client(slack)
        self._dialogs = DialogClient(slack)
        self._home = HomeClient(slack)
        self.id = slack.workspace.person_named(name).id

    async def command(self, channel: str, command: str, text: str = "") -> CommandResult:
        """Send a slash command in a channel, named by id or `#name`, or `dm` for the bot's conversation with them."""
        place = f"@{self.id}" if channel == "dm" else channel
        channel_id = self._slack.workspace.channel_named(place).id
        return await self._client.write(self.id, channel_id, f"{command} {text}".strip())

    @property
    def view(self) -> SeenView | None:
        """The dialog on top now."""
        top = self._slack.views.top(self.id)
        return None if top is None else SeenView(self._slack.views.json(top))

    async def opened_view(
        self, where: Callable[[SeenView], Any] = lambda _: True, *, seconds: float = WAIT_SECONDS
    ) -> SeenView:
        """Wait until a dialog is on top, one that fits `where`, and return it."""

        def fitting() -> SeenView | None:
            view = self.view
            return view if view is not None and where(view) else None

        return await self._until(fitting, timeout=seconds)

    def type(self, block_id: str, text: str) -> None:
        """Write into a text field, instead of what was there."""
        self._put(block_id, text)

    async def choose(self, block_id: str, value: Any) -> bool:
        """Choose by option value. Returns whether the app acknowledged, where it is told of the choice."""
        view = self._top()
        element = _first_element(view, block_id)
        suggested = view.suggested.get((block_id, element["action_id"]))
        if element["type"].endswith("external_select") and not suggested:
            await self.search(block_id, "")
        self._put(block_id, value)
        block = next(one for one in view.blocks if one["block_id"] == block_id)
        if block["type"] == "input" and not block["dispatch_action"]:
            return True
        return await self._dialogs.act(self.id, view.id, (block_id, element["action_id"]), value, {})

    async def click(self, name: str) -> bool:
        """Press a button, named by its action id or its block's id. Returns whether the app acknowledged."""
        view = self._top()
        for block in view.blocks:
            for element in elements_of(block):
                if element["type"] == "button" and name in (block["block_id"], element["action_id"]):
                    place = (block["block_id"], element["action_id"])
                    return await self._dialogs.act(self.id, view.id, place, element.get("value"), {})
        raise ImpossibleAction(f"no button {name}")

    async def search(self, block_id: str, query: str) -> list[dict[str, Any]] | None:
        """Type into an external select. Returns the options offered, None if the app failed."""
        view = self._top()
        place = (block_id, _first_element(view, block_id)["action_id"])
        answer = await self._dialogs.search(self.id, view.id, place, query, {})
        return None if answer is None else options_of(answer)

    async def submit(self) -> SubmitResult:
        """Press Submit."""
        return await self._dialogs.submit(self.id, self._top().id, {})

    def submission(self) -> dict[str, Any]:
        """Write what Submit would tell the app now, to be changed and given to `Slack.deliver`."""
        return self._dialogs.submission(self._top())

    async def close_view(self, *, clear_all: bool = False) -> None:
        """Press Close."""
        await self._dialogs.close(self.id, self._top().id, clear_all=clear_all)

    async def say(self, channel: str, text: str, *, answering: Message | None = None) -> Message:
        """Write a message in a channel, or a reply in a message's thread. Returns it."""
        place = self._slack.workspace.channel_named(f"@{self.id}" if channel == "dm" else channel)
        await self._client.write(self.id, place.id, text, None if answering is None else answering.ts)
        return self._slack.workspace.messages[place.id][-1]

    async def press(self, message: Message, action_id: str, value: Any = None) -> bool:
        """Press a button of a message, or choose by option value. Returns whether the app acknowledged."""
        place = _place_in(message, action_id)
        return await self._client.act(self.id, message.channel, message.ts, place, value)

    async def search_in(self, message: Message, action_id: str, query: str) -> list[dict[str, Any]] | None:
        """Type into an external select of a message. Returns the options offered, None if the app failed."""
        place = _place_in(message, action_id)
        answer = await self._client.search(self.id, message.channel, message.ts, place, query)
        return None if answer is None else options_of(answer)

    async def use_shortcut(self, message: Message, callback_id: str) -> bool:
        """Choose a shortcut from a message's menu. Returns whether the app acknowledged."""
        return await self._client.use_shortcut(self.id, message.channel, message.ts, callback_id)

    async def use_global_shortcut(self, callback_id: str) -> bool:
        """Choose a shortcut from the shortcuts menu. Returns whether the app acknowledged."""
        return await self._client.use_global_shortcut(self.id, callback_id)

    def open_home(self) -> None:
        """Go to the app's Home tab."""
        self._home.open(self.id)

    @property
    def home(self) -> str:
        """All the words that the Home tab shows; empty where nothing was published."""
        view = self._slack.views.homes.get(self.id)
        return "" if view is None else "\n".join(words(view.blocks))

    async def press_home(self, action_id: str) -> bool:
        """Press a button of the Home tab. Returns whether the app acknowledged."""
        view = self._slack.views.homes[self.id]
        for block in view.blocks:
            for element in elements_of(block):
                if element.get("action_id") == action_id:
                    return await self._home.act(self.id, (block["block_id"], action_id), element.get("value"))
        raise ImpossibleAction(f"no button {action_id}")

    def _put(self, block_id: str, value: Any) -> None:
        view = self._top()
        element = _first_element(view, block_id)
        place = (block_id, element["action_id"])
        view.entries[block_id][place[1]] = enter(element, value, view.suggested.get(place, []))
        self._slack.changes.notify()

    def _top(self) -> View:
        view = self._slack.views.top(self.id)
        if view is None:
            raise ImpossibleAction("no dialog is open")
        return view


def _first_element(view: View, block_id: str) -> dict[str, Any]:
    for block in view.blocks:
        if block["block_id"] == block_id and elements_of(block):
            return elements_of(block)[0]
    raise ImpossibleAction(f"nothing to enter at {block_id}")


def _place_in(message: Message, action_id: str) -> tuple[str, str]:
    for block in message.all_blocks:
        for element in elements_of(block):
            if element.get("action_id") == action_id:
                return block["block_id"], action_id
    raise ImpossibleAction(f"nothing called {action_id}")


def _bare(entry: Mapping[str, Any]) -> Any:
    value = next(one for name, one in entry.items() if name != "type")
    if isinstance(value, list):
        return [option["value"] for option in value]
    return value["value"] if isinstance(value, dict) else value
