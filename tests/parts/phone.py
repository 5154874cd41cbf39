"""A customer's phone: headless Chromium with a phone's size, density and touch, which notices what a person can't."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Page, async_playwright

from tests.parts.system_packages import found_of

WIDTH: Final = 390
HEIGHT: Final = 844
REPORT_CSP_VIOLATIONS: Final = """
document.addEventListener("securitypolicyviolation", (event) =>
  window.studioTestCspViolation(`${event.violatedDirective}: ${event.blockedURI} on ${event.documentURI}`));
"""

ColourScheme = Literal["light", "dark"]


@dataclass
class Phone:
    """One customer's browser; the two lists fill while pages run."""

    page: Page
    console_errors: list[str] = field(default_factory=list)
    csp_violations: list[str] = field(default_factory=list)

    def hear_console(self, message: ConsoleMessage) -> None:
        """Keep what the page complains of; what it only tells is its own affair."""
        if message.type == "error":
            self.console_errors.append(message.text)

    def hear_error(self, error: Error) -> None:
        """Keep an error that no script caught."""
        self.console_errors.append(str(error))

    def hear_csp_violation(self, violation: str) -> None:
        """Keep what the page's own policy forbade."""
        self.csp_violations.append(violation)

    async def screenshot(self, path: Path) -> Path:
        """Write the whole page as a PNG, and return its path."""
        await self.page.screenshot(path=path, full_page=True)
        return path


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Give a running Chromium; several phones may share it."""
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's sandbox refuses root
        browser = await playwright.chromium.launch(executable_path=found_of("chromium"), args=arguments)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def open_phone(browser: Browser, base_url: str, colours: ColourScheme = "light") -> AsyncIterator[Phone]:
    """Give a phone with cookies of its own, whose relative addresses start at `base_url`."""
    context = await browser.new_context(
        base_url=base_url,
        viewport={"width": WIDTH, "height": HEIGHT},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        color_scheme=colours,
        locale="en-US",
    )
    try:
        yield await _watched_phone(context)
    finally:
        await context.close()


async def _watched_phone(context: BrowserContext) -> Phone:
    phone = Phone(await context.new_page())
    await context.expose_function("studioTestCspViolation", phone.hear_csp_violation)
    await context.add_init_script(REPORT_CSP_VIOLATIONS)
    phone.page.on("console", phone.hear_console)
    phone.page.on("pageerror", phone.hear_error)
    return phone
