"""The page docs/reference/packs.md, written from the models and checks themselves, so that it cannot be out of date."""

import inspect
import types
import typing
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal, Union

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tongban.config.packs import CHECKS, KINDS
from tongban.domains.catalogue.forms import subset
from tongban.domains.catalogue.forms.fields import FORMATS
from tongban.kernel.packs import Grade, Kind, Manifest

WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false", date: "day", datetime: "instant"}

INTRODUCTION = """# Packs

*Written by `tongban packs reference`; a test compares it with the code. Do not edit it by hand.*

A pack is a folder with a `pack.yaml`. It says what a region offers, asks and promises, as data. Its folder under
`packs/` is its identity (`chongqing/jiulongpo`). Check every pack with `tongban packs check`, load them with
`tongban packs load`.

## How files are written

YAML is read strictly: a plain word is a text, except `true`, `false`, `null`, decimal whole numbers, fractions with
a point, and days (`2026-10-08`). `on`, `no`, `010` and `9:30` stay texts. A key given twice, an empty value, anchors,
aliases and tags are mistakes. A file of a kind holds one document, or a list of documents. A text that people read
has both languages: `{zh: …, en: …}`. Markdown files (`README.md`) may stand anywhere; the folder `plans/` keeps
documents that the pack quotes.

## What stands on what

`needs` names the packs a pack stands on, nearest first. It sees all their documents. A document takes the place of
one with the same kind and identity in an upper pack only when it says so: `overrides: true`, in a form
`"x-overrides": true`, in a parameter `overrides:` with its own name and its own source. Nothing is merged: the whole
document is replaced. Days of a calendar and texts add up instead.
"""

FORMS = """## Forms

A form is a file `forms/<id>.json`: JSON Schema 2020-12, but only what can be drawn, judged and explained to people.

* At the top: {top}.
* `x-pages`: a list of `{{"id", "title": {{zh, en}}, "text"?}}`; each property then names its page in `x-page`.
* Each property has a `type` and words (`x-text`). Beside `{always}` it may have:

| type | keys |
|---|---|
{types}

* Formats: {formats}.
* Widgets: {widgets}.
* A choice is an `enum` with words for every value in `x-options`. Several choices are an array of texts with an `enum`
  (`contains: {{"const": value}}` demands one of them); rows are an array of objects, one level deep.
* Rows may have conditions of their own (`if` or `allOf` beside their `properties`): judged line by line.
* An attachment is `{{"type": "string", "format": "x-file"}}`, several are an array of such texts with `maxItems`. The
  answer is the evidence id of an uploaded file.
* A boolean with `"const": true` is a promise that must be made.
* `x-prefill` offers a known fact: `subject.…`, `account.…` or `licence.<type>.<field>`.
* `x-fact` names what is asked, with dots (`enterprise.name`), whatever the field is called. Two fields of one form that
  are offered the same known fact each name their own.
* `x-items`, in the form of a package: the items that need the answer; without any of them the field is not asked.
  `x-always: true`: asked even where a branch also names it.
* `x-attribute: true` marks a fact of the application, not of a person; only those are copied into metrics.
* A condition is `if`/`then`/`else` at the top, or several of them under `allOf`. `if` compares top-level fields with
  `const`, `enum`, `minimum` or `maximum` and requires exactly the fields it compares. A field that a branch names, in
  `required` or as a key of `properties`, is asked only while such a branch holds; one that is `required` at the top is
  always asked. The value of a key may narrow the answer: {narrower}.
* A form takes no answer it does not name. Texts are at most 1,000 characters long unless `maxLength` says otherwise
  (20,000 for the widget `long_text`), lists at most 200 rows.

### One form out of several

A package without `form` gets the forms of its items, put together: two fields are one question when they name the same
`x-fact`, else when they have the same name (and then the same Chinese label). The first item that asks gives it its
name, words, page and prefill; the answer must satisfy all of them (the narrowest limits, the common options, required
if any item requires it). Conditions are kept; a field that one item always asks is not hidden by another. Pages are
joined by their id. What another item of the package issues (`x-prefill: licence.<type>.…` of its licence) or registers
(`subject.…` of a new enterprise) is not asked: its answer is the one it comes from. `result`, `promised_by`, `instant`
and the `when` of papers keep the names of the item's own form. What does not fit together is told by
`merged_forms_agree`, with file and line.

### Guided questions

`situations` of a package are asked before the form, one a page. `when` of a question, of an item or of a paper is a
condition (`{{all: […]}}`, `{{any: […]}}`, `{{not: …}}`, `{{field, op, value}}`) over `situation.<id>`; a paper may also
read `form.<field>`. Only the items whose condition holds belong to a case: its form, papers, fees and stages are
theirs, and no step waits for an item that is not there. `answers` of a question names a field of the form that it
fills, so that it is not asked twice. `tests/packs/test_every_path.py` walks every way through every package.
"""

STORIES = """## Stories

A story is a worked example: given an application, these acts, then these days. Every story is played in the tests, on
paper (definition, calendar and clocks) and through the real commands. Times are Asia/Shanghai.
"""


def packs_page() -> str:
    """The whole page."""
    parts = [INTRODUCTION, "## The manifest", *_model(Manifest, title="pack.yaml"), "## The kinds of document"]
    for kind in KINDS:
        parts += list(_kind(kind))
    parts += [_forms(), STORIES, "## Grades and checks", *_checks()]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _kind(kind: Kind) -> Iterator[str]:
    place = kind.folder if kind.is_file else f"{kind.folder}/**/*{kind.suffix}"
    yield f"### {kind.name}: `{place}`"
    if kind.whole:
        yield _told(kind.model)
        return
    yield from _model(kind.model, title=kind.name)


def _model(model: type[BaseModel], *, title: str) -> Iterator[str]:
    """The explanation and table of a model, then those of the models inside it."""
    yield _told(model)
    yield _table(model)
    seen: set[type[BaseModel]] = {model}
    waiting = list(_inside(model))
    while waiting:
        one = waiting.pop(0)
        if one in seen or one.__name__ == "Text":
            continue
        seen.add(one)
        yield f"**{one.__name__}** (in {title}). {_told(one)}"
        yield _table(one)
        waiting += list(_inside(one))


def _told(model: type[BaseModel]) -> str:
    return inspect.cleandoc(model.__doc__ or "")


def _table(model: type[BaseModel]) -> str:
    rows = ["| key | what | needed |", "|---|---|---|"]
    for name, field in model.model_fields.items():
        rows.append(f"| `{field.alias or name}` | {_shown(field.annotation)} | {_needed(field)} |")
    return "\n".join(rows)


def _needed(field: FieldInfo) -> str:
    if field.is_required():
        return "yes"
    default = field.get_default(call_default_factory=True, validated_data={})
    return "" if default in (None, (), {}, "") else f"left out: `{default}`"


def _shown(annotation: Any) -> str:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        return _shown(arguments[0])
    if origin is Literal:
        return " \\| ".join(f"`{one}`" for one in arguments)
    if origin in (Union, types.UnionType):
        return " or ".join("null" if one is type(None) else _shown(one) for one in arguments)
    if origin is tuple:
        return f"list of {_shown(arguments[0])}"
    if origin is dict:
        return f"{_shown(arguments[0])} → {_shown(arguments[1])}"
    if annotation in WORDS:
        return WORDS[annotation]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "`{zh, en}`" if annotation.__name__ == "Text" else annotation.__name__
    return "anything" if annotation is Any else str(annotation)


def _inside(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for field in model.model_fields.values():
        yield from _models_in(field.annotation)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models_in(part)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _forms() -> str:
    return FORMS.format(
        top=_listed(subset.TOP),
        always="`, `".join(sorted(subset.ALWAYS)),
        types="\n".join(f"| `{name}` | {_listed(keys)} |" for name, keys in sorted(subset.BY_TYPE.items())),
        formats=_listed(FORMATS),
        widgets=_listed(subset.WIDGETS),
        narrower=_listed(subset.NARROWER),
    )


def _checks() -> Iterator[str]:
    yield inspect.cleandoc(Grade.__doc__ or "")
    for grade in (Grade.BRONZE, Grade.SILVER, Grade.GOLD):
        rows = [f"| `{one.name}` | {' '.join(one.text.split())} |" for one in CHECKS if one.grade is grade]
        yield "\n".join([f"### {grade.word.capitalize()}", "", "| check | what must be true |", "|---|---|", *rows])
    yield (
        "Reading itself tells `unreadable`, `duplicate_key`, `unknown_key`, `shape`, `identity` and `unknown_file`; "
        "all of them are bronze."
    )
