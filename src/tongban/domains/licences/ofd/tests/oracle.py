"""A second reader of OFD, written from GB/T 33190-2016 and not from the writer: what a document must be, what it says.

It shares no code with `ofd/`: lxml for the XML, fontTools for the font, its own arithmetic for everything else.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from fontTools.ttLib import TTFont
from lxml import etree

NS = "http://www.ofdspec.org/2016"
Q = f"{{{NS}}}"
ORDERS = {
    name: order.split()
    for name, order in {
        "OFD": "DocBody",
        "DocBody": "DocInfo DocRoot Versions Signatures",
        "DocInfo": "DocID Title Author Subject Abstract CreationDate ModDate DocUsage Cover Keywords Creator "
        "CreatorVersion CustomDatas",
        "Document": "CommonData Pages Outlines Permissions Actions VPreferences Bookmarks Annotations CustomTags "
        "Attachments Extensions",
        "CommonData": "MaxUnitID PageArea PublicRes DocumentRes TemplatePage DefaultCS",
        "Page": "Template PageRes Area Content Actions",
        "TextObject": "FillColor StrokeColor CGTransform TextCode",
        "PathObject": "StrokeColor FillColor AbbreviatedData",
        "SignedInfo": "Provider SignatureMethod SignatureDateTime References StampAnnot Seal",
    }.items()
}
NEEDED = {
    "TextObject": {"ID", "Boundary", "Font", "Size"},
    "PathObject": {"ID", "Boundary"},
    "ImageObject": {"ID", "Boundary", "ResourceID"},
    "Layer": {"ID"},
    "StampAnnot": {"ID", "PageRef", "Boundary"},
}
"""The order in which children stand, and the attributes that must be there (clauses 7, 8, 11, 18)."""


@dataclass(frozen=True)
class Run:
    """A line of text as a reader places it: its characters' left edges and base line on the page."""

    text: str
    xs: tuple[float, ...]
    y: float
    size: float


class Ofd:
    """An opened document."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            self.names = archive.namelist()
            self.parts = {name: archive.read(name) for name in self.names}
        assert len(set(self.names)) == len(self.names)
        self.entry = self.xml("OFD.xml")
        self.document = self.xml(self.entry.findtext(f"{Q}DocBody/{Q}DocRoot"))
        self.page_paths = [page.get("BaseLoc") for page in self.document.iterfind(f"{Q}Pages/{Q}Page")]
        self.pages = [self.xml(path) for path in self.page_paths]

    def xml(self, location: str | None) -> etree._Element:
        assert location is not None
        return etree.fromstring(self.parts[location.lstrip("/")])

    def custom(self) -> dict[str, str]:
        return {one.get("Name", ""): one.text or "" for one in self.entry.iter(f"{Q}CustomData")}

    def size(self, page: int = 0) -> tuple[float, float]:
        _, _, width, height = _numbers(self.pages[page].findtext(f"{Q}Area/{Q}PhysicalBox"))
        return width, height

    def font(self) -> TTFont:
        resources = self.xml(self.document.findtext(f"{Q}CommonData/{Q}PublicRes"))
        file = resources.findtext(f"{Q}Fonts/{Q}Font/{Q}FontFile")
        return TTFont(io.BytesIO(self.parts[f"Doc_0/{resources.get('BaseLoc')}/{file}"]), checkChecksums=2)

    def runs(self) -> Iterator[Run]:
        for page in self.pages:
            for one in page.iter(f"{Q}TextObject"):
                left, top, _, _ = _numbers(one.get("Boundary"))
                code = one.find(f"{Q}TextCode")
                assert code is not None and code.text
                xs = [left + float(code.get("X", "nan"))]
                xs += [xs[0] + sum(_deltas(code.get("DeltaX"))[:n]) for n in range(1, len(code.text))]
                yield Run(code.text, tuple(xs), top + float(code.get("Y", "nan")), float(one.get("Size", "nan")))

    def text(self) -> str:
        return "".join("".join(run.text for run in self.runs()).split())

    def bitmap(self, *, scale: int = 12) -> tuple[list[list[int]], str]:
        """The pixels (0 black) of the filled path with the most corners: the QR code, as a reader would fill it."""
        paths = [one for page in self.pages for one in page.iter(f"{Q}PathObject") if one.get("Fill") == "true"]
        code = max(paths, key=lambda one: len(one.findtext(f"{Q}AbbreviatedData") or ""))
        _, _, width, height = _numbers(code.get("Boundary"))
        pixels = [[255] * (int(width * scale) + 8 * scale) for _ in range(int(height * scale) + 8 * scale)]
        for figure in (code.findtext(f"{Q}AbbreviatedData") or "").split("C"):
            corners = _numbers(figure.replace("M", "").replace("L", ""))
            if corners:
                self._fill(pixels, corners, scale)
        return pixels, code.get("Boundary") or ""

    @staticmethod
    def _fill(pixels: list[list[int]], corners: list[float], scale: int) -> None:
        xs, ys = corners[0::2], corners[1::2]
        for row in range(round(min(ys) * scale), round(max(ys) * scale)):
            for column in range(round(min(xs) * scale), round(max(xs) * scale)):
                pixels[row + 4 * scale][column + 4 * scale] = 0


def faults(data: bytes) -> list[str]:
    """Everything in which a package is not what the standard asks for."""
    ofd = Ofd(data)
    if shape := list(_shape(ofd)):
        return shape
    found = [*_numbering(ofd), *_places(ofd), *_letters(ofd)]
    if ofd.entry.get("Version") != "1.0" or ofd.entry.get("DocType") != "OFD":
        found.append("the entry does not say OFD 1.0")
    if len(ofd.entry.findtext(f".//{Q}DocID") or "") != 32:
        found.append("the DocID has not 32 characters")
    return found


def _shape(ofd: Ofd) -> Iterator[str]:
    """Namespace, order of children, needed attributes, resolvable locations."""
    for name, content in ofd.parts.items():
        if not name.endswith(".xml"):
            continue
        for element in etree.fromstring(content).iter():
            tag = etree.QName(element)
            if tag.namespace != NS:
                yield f"{name}: {element.tag} is in no namespace of OFD"
            order = ORDERS.get(tag.localname)
            children = [etree.QName(child).localname for child in element]
            if tag.localname == "Page" and len(element) == 0:
                continue
            if order:
                places = [order.index(child) if child in order else -1 for child in children]
                if -1 in places or places != sorted(places):
                    yield f"{name}: {tag.localname} has children {children}"
            if missing := NEEDED.get(tag.localname, set()) - set(element.keys()):
                yield f"{name}: {tag.localname} lacks {missing}"
            for location in (element.get("BaseLoc"), element.get("FileRef")):
                if location and location.startswith("/") and location.lstrip("/") not in ofd.parts:
                    yield f"{name}: {location} is not in the package"


def _numbering(ofd: Ofd) -> Iterator[str]:
    """Ids are unique in the document, none above MaxUnitID, and every reference meets one."""
    trees = [*ofd.pages, ofd.document, ofd.xml(ofd.document.findtext(f".//{Q}PublicRes"))]
    own = ofd.document.findtext(f".//{Q}DocumentRes")
    trees += [ofd.xml(own)] if own else []
    ids = [int(one.get("ID", "")) for tree in trees for one in tree.iter() if (one.get("ID") or "").isdecimal()]
    if len(set(ids)) != len(ids):
        yield "an id is given twice"
    if max(ids) > int(ofd.document.findtext(f".//{Q}MaxUnitID") or 0):
        yield "an id is above MaxUnitID"
    for page in ofd.pages:
        for one in page.iter(f"{Q}TextObject", f"{Q}ImageObject"):
            reference = one.get("Font") or one.get("ResourceID")
            if int(reference or 0) not in ids:
                yield f"{one.tag} refers to {reference}"


def _places(ofd: Ofd) -> Iterator[str]:
    """Everything stands on its page."""
    for number, page in enumerate(ofd.pages):
        width, height = ofd.size(number)
        for one in page.iter(f"{Q}TextObject", f"{Q}PathObject", f"{Q}ImageObject"):
            left, top, wide, high = _numbers(one.get("Boundary"))
            if left < -0.01 or top < -0.01 or left + wide > width + 0.01 or top + high > height + 0.01:
                yield f"page {number}: {one.get('ID')} at {one.get('Boundary')} leaves the page"


def _letters(ofd: Ofd) -> Iterator[str]:
    """The embedded font has every character, no others, and the distances are those of its metrics."""
    font = ofd.font()
    shapes, widths = font.getBestCmap(), font["hmtx"]
    used = {letter for page in ofd.pages for one in page.iter(f"{Q}TextCode") for letter in one.text or ""}
    if used != {chr(code) for code in shapes}:
        yield f"the font and the text differ: {used ^ {chr(code) for code in shapes}}"
        return
    for page in ofd.pages:
        for one in page.iter(f"{Q}TextObject"):
            code = one.find(f"{Q}TextCode")
            text = (code.text if code is not None else "") or ""
            deltas = _deltas(code.get("DeltaX") if code is not None else "")
            if len(deltas) != len(text) - 1:
                yield f"{text}: {len(deltas)} distances"
            size = float(one.get("Size") or 0)
            for letter, delta in zip(text, deltas, strict=False):
                if delta + 0.002 < widths[shapes[ord(letter)]][0] * size / font["head"].unitsPerEm:
                    yield f"{text}: {letter} overlaps"


def _deltas(told: str | None) -> list[float]:
    parts, found = (told or "").split(), []
    while parts:
        if parts[0] == "g":
            found += [float(parts[2])] * int(parts[1])
            parts = parts[3:]
        else:
            found.append(float(parts.pop(0)))
    return found


def _numbers(told: str | None) -> list[float]:
    return [float(part) for part in (told or "").split()]
