"""Our own line icons, drawn on a grid of 20. They never stand alone: a word always says the same."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

_PATHS = {
    "check": '<path d="M4 10.5l4 4 8-9"/>',
    "done": '<circle cx="10" cy="10" r="7.5"/><path d="M6.5 10.3l2.5 2.5 4.5-5.3"/>',
    "clock": '<circle cx="10" cy="10" r="7.5"/><path d="M10 5.5V10l3 2"/>',
    "soon": '<path d="M10 2.5l8 14.5H2z"/><path d="M10 8v4.5M10 14.6v.1"/>',
    "late": '<path d="M6.5 2.5h7l4 4v7l-4 4h-7l-4-4v-7z"/><path d="M10 6v5M10 13.9v.1"/>',
    "pause": '<circle cx="10" cy="10" r="7.5"/><path d="M8 7v6M12 7v6"/>',
    "info": '<circle cx="10" cy="10" r="7.5"/><path d="M10 9v5M10 6.1v.1"/>',
    "cross": '<circle cx="10" cy="10" r="7.5"/><path d="M7 7l6 6M13 7l-6 6"/>',
    "question": '<circle cx="10" cy="10" r="7.5"/><path d="M7.8 8a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M10 13.9v.1"/>',
    "dot": '<circle cx="10" cy="10" r="3.5" fill="currentColor"/>',
    "ring": '<circle cx="10" cy="10" r="5"/>',
    "back": '<path d="M12 4l-6 6 6 6"/>',
    "next": '<path d="M8 4l6 6-6 6"/>',
    "search": '<circle cx="8.5" cy="8.5" r="5.5"/><path d="M12.7 12.7L17.5 17.5"/>',
    "inbox": '<path d="M3 11l2.5-7h9L17 11v5.5H3z"/><path d="M3 11h4l1 2h4l1-2h4"/>',
    "paper": '<path d="M5 2.5h7l3.5 3.5v11.5H5z"/><path d="M12 2.5V6h3.5M7.5 9.5h5.5M7.5 12.5h5.5"/>',
    "licence": (
        '<rect x="2.5" y="4" width="15" height="12" rx="1.5"/>'
        '<path d="M5.5 7.5h5M5.5 10h4"/>'
        '<circle cx="13.5" cy="11.5" r="2"/>'
    ),
    "shop": '<path d="M3 8.5V17h14V8.5M2.5 8.5L4 3h12l1.5 5.5z"/><path d="M8 17v-5h4v5"/>',
    "water": '<path d="M10 2.5c3 3.8 5 6.4 5 9.2a5 5 0 0 1-10 0c0-2.8 2-5.4 5-9.2z"/>',
    "food": '<path d="M6 2.5v15M3.5 2.5V6a2.5 2.5 0 0 0 5 0V2.5M14 17.5v-7M14 10.5c-2 0-2.5-2-2.5-4s1-4 2.5-4z"/>',
    "chart": '<path d="M3 17h14M5 14V9M10 14V4M15 14v-3"/>',
    "person": '<circle cx="10" cy="6.5" r="3.5"/><path d="M3 17.5c.5-4 3.5-5.5 7-5.5s6.5 1.5 7 5.5"/>',
    "place": (
        '<path d="M10 17.5c-3.5-4-5.5-6.7-5.5-9.5a5.5 5.5 0 0 1 11 0c0 2.8-2 5.5-5.5 9.5z"/>'
        '<circle cx="10" cy="8" r="2"/>'
    ),
    "shield": (
        '<path d="M10 2.5l6.5 2.5v4.5c0 4-2.7 6.7-6.5 8-3.8-1.3-6.5-4-6.5-8V5z"/><path d="M7 10l2.2 2.2L13 8"/>'
    ),
    "print": '<path d="M5.5 8V2.5h9V8M5.5 14H3V8h14v6h-2.5"/><path d="M5.5 11.5h9v6h-9z"/>',
    "upload": '<path d="M10 13V3.5M6 7l4-4 4 4M3 13v4h14v-4"/>',
    "download": '<path d="M10 3v9.5M6 9l4 4 4-4M3 13.5V17h14v-3.5"/>',
    "lock": '<rect x="4" y="9" width="12" height="8.5" rx="1.5"/><path d="M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9"/>',
    "people": (
        '<circle cx="7" cy="7" r="3"/>'
        '<path d="M1.5 17c.4-3.5 2.6-5 5.5-5s5.1 1.5 5.5 5M12.5 4.2a3 3 0 0 1 0 5.6M14.5 12.5c2.2.6 3.7 2 4 4.5"/>'
    ),
    "globe": '<circle cx="10" cy="10" r="7.5"/><path d="M2.5 10h15M10 2.5c5 5 5 10 0 15M10 2.5c-5 5-5 10 0 15"/>',
    "bell": '<path d="M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17.5h3M10 4V2.5"/>',
    "edit": '<path d="M3.5 16.5l.8-3.6L13.5 3.7l2.8 2.8-9.2 9.2z"/><path d="M11.5 5.7l2.8 2.8"/>',
}


def names() -> list[str]:
    return sorted(_PATHS)


def icon(name: str) -> SafeString:
    """An inline SVG, hidden from screen readers because the word beside it says the same."""
    drawn = SafeString(_PATHS.get(name, _PATHS["dot"]))
    return format_html(
        '<svg class="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" '
        'stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        "{}</svg>",
        drawn,
    )
