"""Papers that this platform prints: a typst template and plain values in, PDF/A-2a out, the same bytes for the same.

Fonts are read once per process (reading them costs ten times the drawing) and only from the project's own font package,
so that every machine draws alike.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import as_file, files
from io import BytesIO

import segno
import typst
from segno import QRCode

FONT_PACKAGE = "noto_cjk_sans_otc"


def compose(template: bytes, values: Mapping[str, object], *, address: str, at: datetime) -> bytes:
    """The PDF of a template. It finds `values` as JSON in `sys.inputs.data`, and in `sys.inputs.qr` the SVG of a QR
    code that opens `address`. `at` (aware) is the instant that the file says it was made at.
    """
    return typst.compile(
        template,
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(values, ensure_ascii=False), "qr": _qr(address)},
        timestamp=int(at.timestamp()),
        pdf_standards="a-2a",
    )


@cache
def _fonts() -> typst.Fonts:
    with as_file(files(FONT_PACKAGE)) as folder:
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


@lru_cache(maxsize=64)
def code_of(address: str) -> QRCode:
    """The QR code that opens an address, for whoever draws it himself. Two forms of one paper share the work."""
    return segno.make(address, error="m")


def _qr(address: str) -> str:
    drawn = BytesIO()
    code_of(address).save(drawn, kind="svg", border=0, dark="#1c1b19", xmldecl=False, svgclass=None)
    return drawn.getvalue().decode()
