"""A package without a form of its own: what the checks say of forms that do not fit together."""

import pytest

from tests.packs.conftest import Folder

OPENING, KIOSK, STAMP = "town/packages/opening.yaml", "town/forms/kiosk.json", "town/forms/stamp.json"


@pytest.fixture
def merging(folder: Folder) -> Folder:
    folder.replace(OPENING, "form: opening\n", "")
    folder.file("town/forms/opening.json").unlink()
    return folder


def test_forms_that_fit_are_faultless(merging: Folder) -> None:
    assert merging.problems(all_grades=True) == []


NAME = '"name": {"type": "string", "x-text": {"zh": "名称", "en": "Name"}, "x-prefill": "licence.kiosk_licence.name"}'
AREA = '"area": {"type": "string", "x-text": {"zh": "面积", "en": "Area"}}'
OTHER = '"name": {"type": "string", "x-text": {"zh": "名称", "en": "Name"}, "x-fact": "stamp.name"}'


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (AREA, "it is integer here and text there"),
        (OTHER, "is the fact stamp.name, that of kiosk is kiosk.name"),
    ],
)
def test_a_contradiction_is_told_where_it_stands(merging: Folder, *, new: str, said: str) -> None:
    merging.replace(KIOSK, '"x-prefill": "subject.name"', '"x-prefill": "subject.name", "x-fact": "kiosk.name"')
    merging.replace(STAMP, '"required": ["name", ', '"required": [')
    line = merging.replace(STAMP, NAME, new)
    found = [one for one in merging.problems() if one.check == "merged_forms_agree"]
    assert [(one.file, one.line) for one in found] == [(STAMP, line)]
    assert said in found[0].what
    assert found[0].mend


def test_one_page_has_one_title(merging: Folder) -> None:
    text = merging.file(STAMP).read_text("utf-8")
    merging.write(STAMP, text.replace('"x-text"', '"x-page": "who", "x-text"'))
    pages = '"x-pages": [{"id": "who", "title": {"zh": "谁", "en": "Who"}}],'
    line = merging.replace(STAMP, '"type": "object",', '"type": "object", ' + pages)
    found = [one for one in merging.problems() if one.check == "merged_forms_agree"]
    assert [(one.file, one.line) for one in found] == [(STAMP, line)]
    assert "the page 'who' is '谁' in stamp and '申请人' in kiosk" in found[0].what


def test_items_named_at_a_field_are_items_of_the_package(folder: Folder) -> None:
    text = folder.file("town/forms/opening.json").read_text("utf-8")
    folder.write("town/forms/opening.json", text.replace('"name": {', '"name": {"x-items": ["kisk"], ', 1))
    found = [one for one in folder.problems() if one.check == "items_of_fields_are_known"]
    assert [(one.file, one.what) for one in found] == [("town/forms/opening.json", "'kisk' is no item of opening")]


def test_two_questions_from_one_source_say_that_they_are_two(folder: Folder) -> None:
    place = '"place": {"type": "string", "x-text": {"zh": "地点", "en": "Place"}, "x-page": "kiosk"'
    folder.replace(KIOSK, place, place + ', "x-prefill": "subject.name", "x-fact": "kiosk.place"')
    found = [one for one in folder.problems() if one.check == "facts_are_told_apart"]
    assert [(one.file, one.what) for one in found] == [
        ("town/services/kiosk.yaml", "kiosk asks 'name' and 'place', both filled in from subject.name")
    ]
    folder.replace(
        KIOSK,
        '"x-page": "who", "x-prefill": "subject.name"',
        '"x-page": "who", "x-prefill": "subject.name", "x-fact": "kiosk.name"',
    )
    assert [one for one in folder.problems() if one.check == "facts_are_told_apart"] == []
