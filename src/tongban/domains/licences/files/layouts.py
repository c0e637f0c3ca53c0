"""The layouts that a type of licence may name: sizes in millimetres, used alike by both forms of its file."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from tongban.kernel.errors import Refusal

POINT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Layout:
    """How a face is set. `columns`: short lines stand side by side; `tables`: there is room for tables.

    Sizes of letters (`title_size` … `small_size`) are the height of the em. `most_pages` is what may be filled.
    """

    name: str
    width: float
    height: float
    side: float
    top: float
    bottom: float
    frame: float
    title_size: float
    subtitle_size: float
    text_size: float
    strong_size: float
    small_size: float
    label_width: float
    gap: float
    columns: int
    qr_size: float
    seal_size: float
    tables: bool
    bilingual: bool
    most_pages: int

    @property
    def inner(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.side

    def as_data(self) -> dict[str, object]:
        return asdict(self)


CERTIFICATE = Layout(
    name="certificate",
    width=297,
    height=210,
    side=26,
    top=21,
    bottom=26,
    frame=9,
    title_size=34 * POINT,
    subtitle_size=13 * POINT,
    text_size=12 * POINT,
    strong_size=14 * POINT,
    small_size=7.5 * POINT,
    label_width=38,
    gap=5.2,
    columns=2,
    qr_size=30,
    seal_size=42,
    tables=True,
    bilingual=True,
    most_pages=12,
)
PORTRAIT = Layout(
    name="portrait",
    width=210,
    height=297,
    side=24,
    top=24,
    bottom=26,
    frame=9,
    title_size=28 * POINT,
    subtitle_size=12 * POINT,
    text_size=11 * POINT,
    strong_size=13 * POINT,
    small_size=7 * POINT,
    label_width=36,
    gap=4.4,
    columns=1,
    qr_size=28,
    seal_size=42,
    tables=True,
    bilingual=True,
    most_pages=40,
)
CARD = Layout(
    name="card",
    width=85.6,  # ISO/IEC 7810 ID-1, the size of an identity card
    height=54,
    side=5,
    top=4.6,
    bottom=5.2,
    frame=1.6,
    title_size=10 * POINT,
    subtitle_size=5 * POINT,
    text_size=6 * POINT,
    strong_size=7.5 * POINT,
    small_size=3.6 * POINT,
    label_width=15,
    gap=1.1,
    columns=1,
    qr_size=14,
    seal_size=16,
    tables=False,
    bilingual=False,
    most_pages=4,
)
LAYOUTS: Mapping[str, Layout] = {one.name: one for one in (CERTIFICATE, PORTRAIT, CARD)}
NAMES = tuple(LAYOUTS)


def layout(name: str) -> Layout:
    """Refuses `licences.file.layout_unknown`."""
    if name not in LAYOUTS:
        raise Refusal("licences.file.layout_unknown", layout=name)
    return LAYOUTS[name]
