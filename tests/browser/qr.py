"""Reads the QR code on a page of a certificate."""

import re
from collections.abc import Iterator
from typing import Any

import segno
from pypdf import PageObject, PdfReader

LINE = re.compile(r"(\d+) (\d+)\.5 m (\d+) \2\.5 l")


def read(pdf: PdfReader) -> str:
    """The address that the drawn code holds: the one its alternative text tells, proved module by module."""
    drawn = _modules(pdf.pages[0])
    for told in _alternatives(pdf.root_object["/StructTreeRoot"]):
        for address in re.findall(r"https?://\S+", told):
            if {(row, column) for row, column in _dark(address)} == drawn:
                return str(address)
    raise AssertionError("the code on the page does not hold the address that it tells")


def _modules(page: PageObject) -> set[tuple[int, int]]:
    """The dark modules: the code is drawn as one line for each run of them."""
    contents = page.get_contents()
    drawn = contents.get_data().decode("latin-1") if contents is not None else ""
    return {(int(row), column) for start, row, end in LINE.findall(drawn) for column in range(int(start), int(end))}


def _dark(address: str) -> Iterator[tuple[int, int]]:
    for row, line in enumerate(segno.make(address, error="m").matrix):
        yield from ((row, column) for column, module in enumerate(line) if module)


def _alternatives(node: Any) -> Iterator[str]:
    """The alternative texts of the pictures of a tagged PDF."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from _alternatives(one)
    elif isinstance(node, dict):
        if "/Alt" in node:
            yield str(node["/Alt"])
        yield from _alternatives(node.get("/K", []))
