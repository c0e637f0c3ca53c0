"""Whatever stands in a pack: problems, never an exception."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.packs.conftest import SMALL, Folder
from tongban.kernel import strict_yaml

FILES = sorted(file.relative_to(SMALL).as_posix() for file in SMALL.rglob("*") if file.suffix in (".yaml", ".json"))
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 10**6)
    | st.sampled_from(["", "kiosk", "stamp.register", "clocks.kiosk.promise", "2026-02-30", "[", "990100", "form.area"])
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["zh", "en", "id", "required", "properties", "const", "x"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def places(data: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [place, *(found for key, part in parts for found in places(part, (*place, key)))]


def put(data: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    data[place[0]] = put(data[place[0]], place[1:], new)
    return data


def plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key): plain(part) for key, part in data.items()}
    return [plain(part) for part in data] if isinstance(data, list) else data


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_value_in_any_place_is_a_problem_at_most(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Folder(Path(name) / "packs")
        shutil.copytree(SMALL, folder.root)
        for file in data.draw(st.lists(st.sampled_from(FILES), min_size=1, max_size=3, unique=True)):
            written = strict_yaml.load(folder.file(file))
            place = data.draw(st.sampled_from(places(written)))
            changed = put(written, place, data.draw(ANYTHING))
            folder.write(file, json.dumps(plain(changed), ensure_ascii=False, default=str))
        for problem in folder.problems(all_grades=True):
            assert problem.what and problem.mend and (folder.root / problem.file).exists()
