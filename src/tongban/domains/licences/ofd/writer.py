"""Writes a document as OFD (GB/T 33190-2016): the same bytes for the same document.

Text stays text (it can be searched and copied) in one embedded font that holds only what the document shows. Names of
elements and their order follow the schema of the standard; everything is measured in millimetres.
"""

import io
import math
import zipfile
from collections.abc import Iterator, Mapping
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from tongban.domains.licences.ofd import fonts
from tongban.domains.licences.ofd.document import (
    BLACK,
    Attachment,
    Box,
    Colour,
    Item,
    OfdDocument,
    Page,
    Parts,
    Picture,
    Shape,
    TextRun,
)

NAMESPACE = "http://www.ofdspec.org/2016"
CREATOR = "Tongban"
VERSION = "1.0"
SIGNATURES = "Doc_0/Signs/Signatures.xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XMLNS = f'xmlns:ofd="{NAMESPACE}"'
_FONT_ID = 1
_FONT_FILE = "text.ttf"
_STARTED = (1980, 1, 1, 0, 0, 0)
"""The only instant that every zip reader knows: packages tell no time, `CreationDate` does."""


def write(document: OfdDocument) -> bytes:
    """The document as a package without signature."""
    return pack(assemble(document).files)


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files as one zip archive, in their order."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, _STARTED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, content)
    return packed.getvalue()


def assemble(document: OfdDocument, *, signed: bool = False) -> Parts:
    """The files of the package. With `signed` its entry names the list of signatures, which `signing.sign` adds."""
    ids = count(_FONT_ID + 1)
    pictures = {png: next(ids) for png in _pictures(document)}
    page_ids = tuple(next(ids) for _ in document.pages)
    files: dict[str, bytes] = {"OFD.xml": _xml(_entry(document, signed=signed)), "Doc_0/Document.xml": b""}
    files["Doc_0/PublicRes.xml"] = _xml(_public_resources())
    files[f"Doc_0/Res/{_FONT_FILE}"] = fonts.subset("".join(_texts(document)) or " ")
    if pictures:
        files["Doc_0/DocumentRes.xml"] = _xml(_document_resources(pictures))
        files |= {f"Doc_0/Res/{_picture_file(id)}": png for png, id in pictures.items()}
    for number, page in enumerate(document.pages):
        files[f"Doc_0/Pages/Page_{number}/Content.xml"] = _xml(_page(page, ids, pictures))
    if document.attachments:
        files |= _attachments(document.attachments)
    files["Doc_0/Document.xml"] = _xml(_document(document, page_ids, last=next(ids)))
    return Parts(files, page_ids)


def _xml(content: str) -> bytes:
    return (_HEAD + content).encode()


def _texts(document: OfdDocument) -> Iterator[str]:
    return (item.text for page in document.pages for item in page.items if isinstance(item, TextRun))


def _pictures(document: OfdDocument) -> dict[bytes, None]:
    """Each picture once, in the order of the pages."""
    return {item.png: None for page in document.pages for item in page.items if isinstance(item, Picture)}


def _picture_file(id: int) -> str:
    return f"image_{id}.png"


def _entry(document: OfdDocument, *, signed: bool) -> str:
    custom = "".join(
        f"<ofd:CustomData Name={quoteattr(name)}>{escape(value)}</ofd:CustomData>"
        for name, value in document.custom.items()
    )
    signatures = f"<ofd:Signatures>/{SIGNATURES}</ofd:Signatures>" if signed else ""
    return (
        f'<ofd:OFD {_XMLNS} Version="{VERSION}" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>{document.doc_id}</ofd:DocID><ofd:Title>{escape(document.title)}</ofd:Title>"
        f"<ofd:Author>{escape(document.author)}</ofd:Author>"
        f"<ofd:CreationDate>{document.created.isoformat()}</ofd:CreationDate><ofd:Creator>{CREATOR}</ofd:Creator>"
        f"<ofd:CustomDatas>{custom}</ofd:CustomDatas></ofd:DocInfo>"
        f"<ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot>{signatures}</ofd:DocBody></ofd:OFD>"
    )


def _document(document: OfdDocument, page_ids: tuple[int, ...], *, last: int) -> str:
    first = document.pages[0]
    own = any(_pictures(document))
    resources = "<ofd:DocumentRes>/Doc_0/DocumentRes.xml</ofd:DocumentRes>" if own else ""
    attachments = "<ofd:Attachments>/Doc_0/Attachs/Attachments.xml</ofd:Attachments>" if document.attachments else ""
    pages = "".join(
        f'<ofd:Page ID="{id}" BaseLoc="/Doc_0/Pages/Page_{number}/Content.xml"/>' for number, id in enumerate(page_ids)
    )
    return (
        f"<ofd:Document {_XMLNS}><ofd:CommonData><ofd:MaxUnitID>{last}</ofd:MaxUnitID>"
        f"<ofd:PageArea>{_area(first)}</ofd:PageArea><ofd:PublicRes>/Doc_0/PublicRes.xml</ofd:PublicRes>{resources}"
        f"</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages>{attachments}</ofd:Document>"
    )


def _area(page: Page) -> str:
    return f"<ofd:PhysicalBox>0 0 {_n(page.width)} {_n(page.height)}</ofd:PhysicalBox>"


def _public_resources() -> str:
    family = quoteattr(fonts.FAMILY)
    return (
        f'<ofd:Res {_XMLNS} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="{_FONT_ID}" FontName={family} FamilyName={family} '
        f'Charset="unicode"><ofd:FontFile>{_FONT_FILE}</ofd:FontFile></ofd:Font></ofd:Fonts></ofd:Res>'
    )


def _document_resources(pictures: Mapping[bytes, int]) -> str:
    media = "".join(
        f'<ofd:MultiMedia ID="{id}" Type="Image" Format="PNG"><ofd:MediaFile>{_picture_file(id)}</ofd:MediaFile>'
        f"</ofd:MultiMedia>"
        for id in pictures.values()
    )
    return f'<ofd:Res {_XMLNS} BaseLoc="Res"><ofd:MultiMedias>{media}</ofd:MultiMedias></ofd:Res>'


def _attachments(attachments: tuple[Attachment, ...]) -> dict[str, bytes]:
    listed = "".join(
        f'<ofd:Attachment ID="a{number}" Name={quoteattr(one.name)} Size="{_n(len(one.data) / 1024)}">'
        f"<ofd:FileLoc>/Doc_0/Attachs/{escape(one.name)}</ofd:FileLoc></ofd:Attachment>"
        for number, one in enumerate(attachments)
    )
    files = {"Doc_0/Attachs/Attachments.xml": _xml(f"<ofd:Attachments {_XMLNS}>{listed}</ofd:Attachments>")}
    return files | {f"Doc_0/Attachs/{one.name}": one.data for one in attachments}


def _page(page: Page, ids: Iterator[int], pictures: Mapping[bytes, int]) -> str:
    layer = next(ids)
    items = "".join(_item(item, next(ids), pictures) for item in page.items if not _is_empty(item))
    return (
        f"<ofd:Page {_XMLNS}><ofd:Area>{_area(page)}</ofd:Area><ofd:Content>"
        f'<ofd:Layer ID="{layer}" Type="Body">{items}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def _is_empty(item: Item) -> bool:
    return isinstance(item, TextRun) and not item.text.strip()


def _item(item: Item, id: int, pictures: Mapping[bytes, int]) -> str:
    if isinstance(item, TextRun):
        return _text(item, id)
    if isinstance(item, Shape):
        return _path(item, id)
    left, top, width, height = item.box
    return (
        f'<ofd:ImageObject ID="{id}" Boundary="{_list(left, top, width, height)}" '
        f'CTM="{_list(width, 0, 0, height, 0, 0)}" ResourceID="{pictures[item.png]}"/>'
    )


def _text(run: TextRun, id: int) -> str:
    """A box round the line; its base line lies `ASCENT` below the upper edge, as the font says."""
    rise = run.size * fonts.ASCENT / fonts.UNITS
    height = run.size * (fonts.ASCENT - fonts.DESCENT) / fonts.UNITS
    advances = [fonts.width(one, run.size) + run.tracking for one in run.text]
    wide = sum(advances)
    box = (run.x, run.y - rise, wide, height)
    turned = ""
    if run.turn:
        box, turned = _turned(run, wide, (rise, height))
    heavy = f' Stroke="true" LineWidth="{_n(run.size * 0.025)}"' if run.bold else ""
    stroke = _colour("StrokeColor", run.colour, run.alpha) if run.bold else ""
    deltas = f' DeltaX="{_deltas(advances[:-1])}"' if len(advances) > 1 else ""
    return (
        f'<ofd:TextObject ID="{id}" Boundary="{_list(*box)}"{turned} Font="{_FONT_ID}" Size="{_n(run.size)}"{heavy}>'
        f"{_colour('FillColor', run.colour, run.alpha)}{stroke}"
        f'<ofd:TextCode X="0" Y="{_n(rise)}"{deltas}>{escape(run.text)}</ofd:TextCode></ofd:TextObject>'
    )


def _turned(run: TextRun, wide: float, high: tuple[float, float]) -> tuple[Box, str]:
    """The box that holds the turned line, and the matrix that turns it inside round the start of its base line."""
    rise, height = high
    angle = math.radians(run.turn)
    cos, sin = math.cos(angle), math.sin(angle)
    corners = [(x * cos - y * sin, x * sin + y * cos) for x in (0, wide) for y in (-rise, height - rise)]
    left, top = min(x for x, _ in corners), min(y for _, y in corners)
    right, bottom = max(x for x, _ in corners), max(y for _, y in corners)
    box = (run.x + left, run.y + top, right - left, bottom - top)
    return box, f' CTM="{_list(cos, sin, -sin, cos, rise * sin - left, -rise * cos - top)}"'


def _deltas(advances: list[float]) -> str:
    """Distances between characters; runs of the same distance are written once: `g 3 4.23`."""
    told: list[str] = []
    texts = [_n(one) for one in advances]
    start = 0
    for place in range(1, len(texts) + 1):
        if place == len(texts) or texts[place] != texts[start]:
            length = place - start
            told.extend(["g", str(length), texts[start]] if length > 2 else texts[start:place])
            start = place
    return " ".join(told)


def _path(shape: Shape, id: int) -> str:
    stroke = _colour("StrokeColor", shape.stroke) if shape.stroke else ""
    fill = _colour("FillColor", shape.fill) if shape.fill else ""
    return (
        f'<ofd:PathObject ID="{id}" Boundary="{_list(*shape.box)}" LineWidth="{_n(shape.line_width)}" '
        f'Stroke="{_truth(shape.stroke)}" Fill="{_truth(shape.fill)}">{stroke}{fill}'
        f"<ofd:AbbreviatedData>{shape.data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _truth(colour: Colour | None) -> str:
    return "false" if colour is None else "true"


def _colour(element: str, colour: Colour = BLACK, alpha: int = 255) -> str:
    seen = "" if alpha == 255 else f' Alpha="{alpha}"'
    return f'<ofd:{element} Value="{" ".join(str(part) for part in colour)}"{seen}/>'


def _list(*numbers: float) -> str:
    return " ".join(_n(one) for one in numbers)


def _n(number: float) -> str:
    """A number with at most three decimals (a micrometre), without needless zeros."""
    told = f"{number:.3f}".rstrip("0").rstrip(".")
    return "0" if told == "-0" else told
