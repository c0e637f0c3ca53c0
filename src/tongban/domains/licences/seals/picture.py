"""The picture of a trial's seal, drawn here: PNG for the seal itself, SVG for pages.

Forging a state organ's seal is a crime (刑法 第280条), and a real electronic seal comes with its picture from the
authorised seal system. So a round seal with a star is drawn for invented agencies only, with the word for a
demonstration under the star; a real agency's trial gets a plain frame that says that it has no force.
"""

import json
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Literal

import typst

SIZE_MM = 40
PIXELS_PER_INCH = 200
FONT_PACKAGE = "noto_cjk_sans_otc"
TEMPLATE = files(__package__).joinpath("picture.typ")


@lru_cache(maxsize=256)
def draw(name: str, *, is_fictional: bool, form: Literal["png", "svg"] = "png") -> bytes:
    """The seal of an agency by its Chinese name, 40 by 40 mm, red on nothing."""
    told = {"name": name, "round": "true" if is_fictional else "false"}
    drawn = typst.compile(
        TEMPLATE.read_bytes(),
        format=form,
        ppi=PIXELS_PER_INCH,
        font_paths=_fonts(),
        sys_inputs={"seal": json.dumps(told, ensure_ascii=False)},
    )
    if not isinstance(drawn, bytes):
        raise TypeError(form)
    return drawn


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    with as_file(files(FONT_PACKAGE)) as folder:
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
