"""The demo's page around the Slack window, in the words of somebody who uses it."""

from playwright.async_api import Locator, Page, expect

from tests.browser.slack_window import SlackWindow

_START_MS = 20_000


class DemoPage(SlackWindow):
    """What one does and sees beside Slack."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.tour = page.get_by_role("region", name="Guided tour")
        self.alerts = page.locator(".alert")
        self.outbox = page.locator(".outbox-row")
        self.bot = page.get_by_role("group", name="Bot", exact=True)
        self.trouble = page.locator("#trouble")
        self.policy = page.get_by_role("textbox", name="Policy file")
        self.verdict = page.locator(".verdict")

    async def ready(self) -> None:
        """Wait until the bot is connected and knows the account."""
        await expect(self.bot).to_contain_text("runs: process", timeout=_START_MS)
        await expect(self.page.get_by_role("button", name="Alice Adler")).to_contain_text("own (", timeout=_START_MS)

    async def open_tab(self, name: str) -> None:
        """Open one of the tabs behind the scenes."""
        await self.page.get_by_role("tab", name=name).click()

    def switch(self, row: str, name: str) -> Locator:
        """A fault switch, by the row that it stands in."""
        return self.page.get_by_role("group", name=row).get_by_role("button", name=name, exact=True)

    async def raise_alert(self, summary: str) -> None:
        """Raise an alert through the dialog of #demo."""
        await self.go_to("demo")
        await self.write(f"/il-alert {summary}")
        await self.dialog.get_by_role("radio", name="Network Infrastructure").check()
        await self.press("Submit")

    async def save_policy(self, text: str) -> None:
        """Write the policy file anew and save it."""
        await self.policy.fill(text)
        await self.page.get_by_role("button", name="Save").click()
