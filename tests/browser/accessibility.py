"""What bars people from the page, as axe finds it."""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page


async def barriers(page: Page) -> list[str]:
    """List axe's findings, each with the first element that it is about."""
    results = await Axe().run(page)
    return [
        f"{found['id']}: {found['help']}: {found['nodes'][0]['html'][:200]}" for found in results.response["violations"]
    ]
