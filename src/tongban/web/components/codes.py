"""QR codes on pages: drawn as a picture inside the page, so that no other address is asked for it."""

from io import BytesIO

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET = 4  # modules of white around a code: scanners need them, also on a dark page


def qr(text: str, label: str) -> SafeString:
    """The code of a text; `label` says to screen readers what it is."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False, svgclass=None, omitsize=True
    )
    picture = SafeString(drawn.getvalue().decode())
    return format_html('<div class="qr" role="img" aria-label="{}">{}</div>', label, picture)
