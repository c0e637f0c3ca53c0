from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel.strict_yaml import StrictYamlError, load, load_marked


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("on: 2026-10-08", {"on": date(2026, 10, 8)}),
        ("opens: 9:30", {"opens": "9:30"}),
        ("code: 010", {"code": "010"}),
        ("country: no", {"country": "no"}),
        ("[yes, true, null, ~, 1_000, 0x1F]", ["yes", True, None, "~", "1_000", "0x1F"]),
        ("[1e3, -5, 0.5, .5]", ["1e3", -5, 0.5, ".5"]),
        ("a: '2026-10-08'\nb: \"12\"", {"a": "2026-10-08", "b": "12"}),
        ("2019-12-31: {值: 7}", {date(2019, 12, 31): {"值": 7}}),
        ("a: |\n  two\n  lines\n", {"a": "two\nlines\n"}),
        ("a: 123456789012345678901234567890", {"a": "123456789012345678901234567890"}),
        ("", None),
        ("<<: 1", {"<<": 1}),
    ],
)
def test_what_is_written_is_what_is_read(text: str, data: object) -> None:
    assert load(text) == data


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: 2\na: 3", "kernel.yaml.key_twice", 3),
        ("a:\n  - b: 1\n    b: 2", "kernel.yaml.key_twice", 3),
        ("a: 1\nb:\n", "kernel.yaml.empty", 2),
        ("a: [1, 2\n", "kernel.yaml.syntax", 2),
        ("a: &x 1\nb: *x", "kernel.yaml.no_alias", 1),
        ("a: !!python/object:os.system 1", "kernel.yaml.no_tag", 1),
        ("a: 1\n---\nb: 2", "kernel.yaml.several_documents", 2),
        ("true: 1", "kernel.yaml.key_not_plain", 1),
        ("? [1]\n: 2", "kernel.yaml.key_not_plain", 1),
        ("\n\nday: 2026-02-30", "kernel.yaml.no_such_day", 3),
        ("[" * 100 + "]" * 100, "kernel.yaml.too_deep", 1),
        ("[" * 100_000, "kernel.yaml.too_deep", 1),
        ("a: \x00", "kernel.yaml.syntax", 1),
    ],
)
def test_what_cannot_be_read_without_guessing_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    with pytest.raises(StrictYamlError) as caught:
        load(text)
    assert (caught.value.code, caught.value.line) == (code, line)
    assert caught.value.what


def test_every_value_knows_its_line() -> None:
    _, lines = load_marked("a: 1\nb:\n  c:\n    - 1\n    - d: 2\n")
    assert [lines.line(place) for place in [(), ("a",), ("b", "c"), ("b", "c", 1), ("b", "c", 1, "d")]] == [
        1,
        1,
        3,
        5,
        5,
    ]
    assert lines.line(("b", "c", 7, "nowhere")) == 3


def test_a_file_that_is_not_utf8_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes("a: 1\nb: 市".encode("gb18030"))
    with pytest.raises(StrictYamlError) as caught:
        load(file)
    assert (caught.value.code, caught.value.line, caught.value.file) == ("kernel.yaml.not_utf8", 2, str(file))


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        load(text)
    except StrictYamlError as error:
        assert error.line >= 1
