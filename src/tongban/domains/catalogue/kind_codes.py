"""The kinds of item by their national codes."""

from typing import Literal

ItemKind = Literal["01", "05", "07", "08", "09", "10", "20"]  # GB/T 39046 A.1, the kinds one can apply for
