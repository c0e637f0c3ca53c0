"""One browser and one served demo city for all tests of this folder; a fresh profile for each reader."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import town as towns
from tests.browser.readers import Reader, Readers
from tests.browser.town import Town

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if __package__ in item.nodeid.replace("/", "."):
            item.add_marker(pytest.mark.browser)


def find_browser() -> str | None:
    """The browser of TONGBAN_BROWSER, else the first known one on PATH."""
    given = os.environ.get("TONGBAN_BROWSER")
    return given or next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        told = "no Chromium: set TONGBAN_BROWSER or install it (apt install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(told)
        pytest.skip(told)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def town(browser: Browser) -> Iterator[Town]:
    """Depends on the browser, so that nothing is built where nothing can be looked at."""
    with towns.served() as served:
        yield served


@pytest.fixture(scope="package")
def readers(browser: Browser, town: Town) -> Iterator[Readers]:
    """People of the city, each with a profile of its own; a log-in is done once and its cookie kept."""
    with Readers(browser, town) as readers:
        yield readers


@pytest.fixture
def visitor(readers: Readers) -> Iterator[Reader]:
    """Somebody who has not logged in, on a wide screen, in Chinese."""
    with readers.open() as reader:
        yield reader
