"""What must be true of every page, whatever it is about."""

import re
from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, Page

LIMIT = 150_000  # bytes of a first load without pictures
PICTURES = {"Image", "Media"}
PARTS = (
    "web|desk|space|public|governance|administration|accounts|kernel|registry|catalogue|cases|licences|reform|metrics"
)
RAW_CODE = re.compile(rf"\b(?:{PARTS})\.[a-z_]+(?:\.[a-z_]+)*\b|\{{[a-z_]+\}}")
LEFT_IN_CHINESE = """() => {
  const found = new Set();
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim();
    if (/\\p{Script=Han}/u.test(text) && !walk.currentNode.parentElement.closest("[lang^=zh]")) found.add(text);
  }
  return [...found];
}"""
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  const out = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && box.right > room + 1 && getComputedStyle(one).position !== "absolute";
  });
  return out.slice(-3).map((one) => one.outerHTML.slice(0, 120));
}"""
_axe = Axe()


class Scales:
    """Weighs what a page loads: bytes over the wire, pictures apart."""

    def __init__(self, session: CDPSession) -> None:
        self._kinds: dict[str, str] = {}
        self.bytes = 0
        session.send("Network.enable")
        session.on("Network.responseReceived", lambda said: self._kinds.update({said["requestId"]: said["type"]}))
        session.on("Network.loadingFinished", self._add)

    def _add(self, said: dict[str, object]) -> None:
        if self._kinds.get(str(said["requestId"])) not in PICTURES:
            self.bytes += int(str(said["encodedDataLength"]).split(".")[0])


def faults_of_content(page: Page, language: str) -> Iterator[str]:
    """One heading, the right language, no text code that was meant for programs."""
    if (headings := page.locator("h1").count()) != 1:
        yield f"{headings} first headings"
    if (said := page.locator("html").get_attribute("lang")) != {"zh": "zh-Hans", "en": "en"}[language]:
        yield f"lang={said}"
    if codes := RAW_CODE.findall(page.locator("body").inner_text()):
        yield f"raw codes {sorted(set(codes))}"
    if not page.title().strip(" ·"):
        yield "no title"


def faults_of_width(page: Page) -> Iterator[str]:
    """Nothing sticks out to the right."""
    if page.evaluate("() => document.scrollingElement.scrollWidth > innerWidth"):
        yield f"wider than the screen: {page.evaluate(TOO_WIDE)}"


def faults_of_access(page: Page) -> Iterator[str]:
    """What axe-core calls serious or critical."""
    for found in _axe.run(page).response["violations"]:
        if found["impact"] in ("serious", "critical"):
            yield f"{found['id']}: {[node['target'] for node in found['nodes']][:3]}"


def chinese_words(page: Page) -> list[str]:
    """Words of an English page that are Chinese and do not say so."""
    found: list[str] = page.evaluate(LEFT_IN_CHINESE)
    return found
