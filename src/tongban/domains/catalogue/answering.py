"""Answers to the form of a procedure: judged, cleaned, and what is asked after them. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any

from tongban.domains.catalogue.forms.fields import Field, Page
from tongban.domains.catalogue.forms.validation import FieldError, Form
from tongban.domains.catalogue.procedure import Procedure


def validate_form(procedure: Procedure, answers: object) -> list[FieldError]:
    """Everything that is wrong with the answers, in the order of the form; never raises.

    Each error has a JSON pointer, the top field, a stable code (`catalogue.form.…`) and a sentence in zh and en.
    """
    return _form(procedure).errors(_filled(procedure, answers) if isinstance(answers, Mapping) else answers)


def clean_answers(procedure: Procedure, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that count: texts trimmed, blanks and answers to hidden questions left out. Store these.

    What the guided questions have answered is among them.
    """
    return _form(procedure).clean(_filled(procedure, answers))


def visible_pages(procedure: Procedure, answers: Mapping[str, Any]) -> tuple[Page, ...]:
    """The pages with the fields that are asked after these answers; each field's `required` is as it is now.

    What the guided questions have answered is not asked again.
    """
    pages = answered_pages(procedure, answers)
    if not procedure.filled:
        return pages
    asked = ((page, tuple(one for one in page.fields if one.name not in procedure.filled)) for page in pages)
    return tuple(replace(page, fields=fields) for page, fields in asked if fields)


def answered_pages(procedure: Procedure, answers: Mapping[str, Any]) -> tuple[Page, ...]:
    """The pages with every field that these answers may answer, also those that guided questions have answered."""
    return _form(procedure).visible_pages(_filled(procedure, answers))


def _filled(procedure: Procedure, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answers with what guided questions have answered; never under a question that is hidden now."""
    if not procedure.filled:
        return answers
    whole = {**answers, **procedure.filled}
    kept = _form(procedure).clean(whole)
    return {name: value for name, value in whole.items() if name not in procedure.filled or name in kept}


def columns(field: Field, line: object) -> tuple[Field, ...]:
    """What one line of a repeated group asks after the answers of that line."""
    form = Form.build(field.row or {})
    return form.asked_fields(line if isinstance(line, Mapping) else {})


def files_in(procedure: Procedure, answers: Mapping[str, Any]) -> list[str]:
    """The evidence ids among the answers: every attachment of the form, in its lines too."""
    return list(_files(_form(procedure).fields, answers))


def files_of(field: Field, value: object) -> list[str]:
    """The evidence ids in the answer to one field, lines included."""
    return list(_files([field], {field.name: value}))


def _files(fields: Sequence[Field], answers: Mapping[str, Any]) -> Iterator[str]:
    for one in fields:
        given = answers.get(one.name)
        if one.kind == "file" and isinstance(given, str):
            yield given
        elif one.kind == "files" and isinstance(given, list):
            yield from (file for file in given if isinstance(file, str))
        elif one.kind == "rows" and isinstance(given, list):
            for line in given:
                yield from _files(one.fields, line) if isinstance(line, Mapping) else ()


def attributes_of(procedure: Procedure, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that are facts of the application and not of a person (`x-attribute`), for metrics."""
    kept = clean_answers(procedure, answers)
    return {one.name: kept[one.name] for one in _form(procedure).fields if one.is_attribute and one.name in kept}


class _Forms:
    """The forms in use, by version and the items that apply: building validators is costly. The oldest go first."""

    def __init__(self, most: int = 256) -> None:
        self._most, self._known, self._lock = most, dict[object, Form](), Lock()

    def get(self, procedure: Procedure) -> Form:
        key = (procedure.digest, tuple(track.key for track in procedure.tracks))
        with self._lock:
            found = self._known.pop(key, None) or Form.build(procedure.form)
            self._known[key] = found
            while len(self._known) > self._most:
                del self._known[next(iter(self._known))]
        return found


_FORMS = _Forms()


def _form(procedure: Procedure) -> Form:
    return _FORMS.get(procedure)
