"""The page's Slack window, in the words of somebody who uses it."""

from playwright.async_api import Locator, Page


class SlackWindow:
    """What one does in Slack, and what one sees there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.window = page.get_by_role("region", name="Slack", exact=True)
        self.composer = page.locator("#composer").get_by_role("textbox")
        self.dialog = page.get_by_role("dialog")
        self.messages = page.locator("#messages").get_by_role("listitem")
        self.thread = page.get_by_role("region", name="Thread")
        self.home = page.get_by_role("region", name="Home", exact=True)
        self.replies = self.thread.get_by_role("listitem")

    async def act_as(self, person: str) -> None:
        """Become somebody, named as the page names them."""
        await self.page.get_by_role("navigation", name="Act as").get_by_role("button", name=person).click()

    async def go_to(self, channel: str) -> None:
        """Open a channel or a conversation of the sidebar."""
        await self.page.get_by_role("navigation", name="Channels").get_by_role("button", name=channel).click()

    async def write(self, text: str) -> None:
        """Type a line and send it."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def reply(self, text: str) -> None:
        """Answer in the thread that is open."""
        field = self.thread.get_by_role("textbox", name="Reply…")
        await field.fill(text)
        await field.press("Enter")

    async def open_thread(self, message: Locator) -> None:
        """Choose "Reply in thread" at a message."""
        await message.hover()
        await message.get_by_role("button", name="Reply in thread").click()

    async def shortcuts_of(self, message: Locator) -> Locator:
        """Open the menu of a message. Returns its entries."""
        await message.hover()
        await message.get_by_role("button", name="More actions").click()
        return message.get_by_role("menuitem")

    def field(self, label: str) -> Locator:
        """A field of the dialog, by its label."""
        return self.dialog.get_by_label(label)

    async def press(self, button: str) -> None:
        """Press a button of the dialog."""
        await self.dialog.get_by_role("button", name=button, exact=True).click()

    async def choose(self, label: str, option: str, *, search: str = "") -> None:
        """Open a menu of the dialog, type into it where it searches, and pick an option."""
        await self.dialog.get_by_role("combobox", name=label).click()
        if search:
            await self.page.keyboard.type(search)
        await self.dialog.get_by_role("option", name=option).click()

    async def go_home(self) -> None:
        """Open the app's Home tab."""
        await self.go_to("ilert")
        await self.window.get_by_role("button", name="Home", exact=True).click()
