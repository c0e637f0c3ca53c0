"""Readers: a page of the browser that notices what no page may do, and the acts many tests share."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, StorageState, ViewportSize

from tests.browser.town import Town
from tongban.cli.demo.city import LOG_INS, PASSWORD

WIDE, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
PATIENCE = 20_000  # milliseconds
STAFF_AND_FOUNDER = tuple(one.username for one in LOG_INS)
EXPECTED = re.compile(r"the server responded with a status of 4\d\d")


class Reader:
    """A page in a profile of its own. `faults` collects console errors and requests to other hosts."""

    def __init__(self, context: BrowserContext, town: Town) -> None:
        self.context, self.town = context, town
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            self.faults.append(f"console: {message.text}")

    def _see(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != urlsplit(self.town.address).netloc:
            self.faults.append(f"another host: {request.url}")

    def go(self, path: str) -> Page:
        """Open a path of the town (or a full address in it)."""
        self.page.goto(path if path.startswith("http") else self.town.address + path)
        return self.page

    def speak(self, language: str) -> None:
        """Choose the language as the switch on every page does: by its cookie."""
        self.context.add_cookies([{"name": "django_language", "value": language, "url": self.town.address}])

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def log_in(self, username: str, password: str = PASSWORD) -> None:
        """Through the log-in page, wherever one is."""
        if not self.path.startswith("/accounts/login/"):
            self.go("/accounts/login/")
        self.page.fill("[name=login]", username)
        self.page.fill("[name=password]", password)
        self.page.locator("main form button.button").first.click()


class Readers:
    """Opens readers. Who logged in once comes back with the same cookie."""

    def __init__(self, browser: Browser, town: Town) -> None:
        self.browser, self.town = browser, town
        self._cookies: dict[str, StorageState] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for context in self.browser.contexts:
            context.close()

    @contextmanager
    def open(
        self, who: str = "", *, language: str = "zh-CN", screen: ViewportSize | None = None, **options: Any
    ) -> Iterator[Reader]:
        """A reader of the town: `who` is a log-in of the demo, or nothing for a visitor. Ends without faults."""
        if who and who not in self._cookies:
            self._cookies[who] = self._logged_in(who)
        if who:
            options["storage_state"] = self._cookies[who]
        context = self.browser.new_context(
            locale=language, viewport=screen or WIDE, timezone_id="Asia/Shanghai", **options
        )
        context.set_default_timeout(PATIENCE)
        reader = Reader(context, self.town)
        try:
            yield reader
            assert reader.faults == []
        finally:
            context.close()

    def _logged_in(self, who: str) -> StorageState:
        with self.open() as reader:
            reader.log_in(who)
            reader.page.wait_for_url(lambda address: "/accounts/login/" not in address)
            return reader.context.storage_state()
