"""Two shapes of the API never share a name: OpenAPI knows shapes by name, and one would silently stand for both."""

import ast
from collections import Counter
from pathlib import Path

API = Path(__file__).resolve().parents[2] / "src" / "tongban" / "web" / "api"


def test_every_shape_has_a_name_of_its_own() -> None:
    names = Counter(
        node.name
        for file in API.glob("*.py")
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, count in names.items() if count > 1] == []
