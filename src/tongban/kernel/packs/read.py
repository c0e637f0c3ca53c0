"""Reading the folders of packs: everything that can be read is read, everything that is wrong is told, at once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from tongban.kernel.packs import sources
from tongban.kernel.packs.documents import Document, LineFinder, Pack, Place
from tongban.kernel.packs.kinds import Kind
from tongban.kernel.packs.manifest import Manifest
from tongban.kernel.packs.problems import Problem

MANIFEST = "pack.yaml"
PROSE = frozenset({".md"})
PAPERS = "plans"  # documents that a pack quotes, kept beside it as they were published


def find_packs(root: Path) -> list[Path]:
    """Every folder under `root` that holds a `pack.yaml`, upper folders first."""
    return sorted(file.parent for file in root.rglob(MANIFEST))


def read_pack(folder: Path, kinds: Sequence[Kind], *, root: Path) -> tuple[Pack | None, list[Problem]]:
    """A pack and all mistakes of its files. Without a readable manifest there is no pack, only problems.

    The folder's path under `root` is the identity of the pack (`chongqing/jiulongpo`).
    """
    reader = _Reader(folder, root)
    manifest = reader.manifest()
    documents = [document for kind in kinds for document in reader.documents(kind)]
    reader.strangers(kinds)
    if manifest is None:
        return None, reader.problems
    model, lines = manifest
    pack = Pack(model, folder, tuple(documents), tuple(reader.problems), lines)
    return pack, reader.problems


class _Reader:
    """Reads one folder and remembers what was wrong."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder, self.root = folder, root
        self.id = folder.relative_to(root).as_posix()
        self.problems: list[Problem] = []
        self._nested = [file.parent for file in folder.rglob(MANIFEST) if file.parent != folder]
        self._read: set[Path] = {folder / MANIFEST}

    def manifest(self) -> tuple[Manifest, LineFinder] | None:
        file = self.folder / MANIFEST
        read = self._source(file)
        if read is None:
            return None
        data, lines = read
        draft = Document("", "", self.id, self._name(file), None, lines)
        manifest = self._model(Manifest, data, draft=draft)
        if manifest is None:
            return None
        if manifest.id != self.id:
            what = f"the pack calls itself {manifest.id!r} but stands in the folder {self.id!r}"
            self._tell(draft, ("id",), ("identity", what, "make them the same"))
            return None
        return manifest, lines

    def documents(self, kind: Kind) -> Iterator[Document]:
        for file in self._files(kind):
            self._read.add(file)
            read = self._source(file)
            if read is None:
                continue
            data, lines = read
            whole = Document(kind.name, "", self.id, self._name(file), None, lines)
            if isinstance(data, list) and not kind.whole:
                for index, part in enumerate(data):
                    yield from self._document(kind, part, replace(whole, root=(index,)))
            elif kind.is_file and not kind.whole:
                self._tell(whole, (), ("shape", f"{file.name} must be a list", "begin each entry with '- '"))
            else:
                yield from self._document(kind, data, whole)

    def strangers(self, kinds: Sequence[Kind]) -> None:
        """A file that no kind reads is a spelling mistake until shown otherwise."""
        folders = sorted({kind.folder for kind in kinds})
        for file in sorted(self.folder.rglob("*")):
            inside = any(file.is_relative_to(nested) for nested in self._nested)
            first = file.relative_to(self.folder).parts[0]
            if file.is_dir() or inside or file in self._read or file.suffix in PROSE or first == PAPERS:
                continue
            near = get_close_matches(first, folders, n=1, cutoff=0.6)
            mend = f"did you mean {near[0]}?" if near else f"move it to one of: {', '.join(folders)}"
            name = self._name(file)
            self.problems.append(Problem(name, 0, "unknown_file", "nothing reads this file", mend, self.id))

    def _files(self, kind: Kind) -> list[Path]:
        if kind.is_file:
            file = self.folder / kind.folder
            return [file] if file.exists() else []
        return sorted(file for file in (self.folder / kind.folder).rglob(f"*{kind.suffix}") if not file.is_dir())

    def _document(self, kind: Kind, data: Any, draft: Document) -> Iterator[Document]:
        overrides = False
        if kind.whole:
            if isinstance(data, dict):
                data = dict(data)
                overrides = data.pop("x-overrides", False) is True
            data = {kind.whole: data}
        elif isinstance(data, dict) and data.get("overrides") is True:
            data = {key: value for key, value in data.items() if key != "overrides"}
            overrides = True
        model = self._model(kind.model, data, draft=draft, whole=kind.whole)
        if model is None:
            return
        file = self.root / draft.file
        inside = file.relative_to(self.folder / kind.folder) if not kind.is_file else Path(file.name)
        key = kind.identity(model, ".".join(inside.with_suffix("").parts))
        overrides = overrides or bool(getattr(model, "overrides", None))
        yield replace(draft, id=key, model=model, overrides=overrides)

    def _source(self, file: Path) -> tuple[Any, LineFinder] | None:
        try:
            return sources.read(file, self.root)
        except sources.Unreadable as error:
            check = "duplicate_key" if "twice" in error.what else "unreadable"
            self.problems.append(Problem(self._name(file), error.line, check, error.what, error.mend, self.id))
            return None

    def _model(self, model: type[BaseModel], data: Any, *, draft: Document, whole: str = "") -> Any:
        try:
            return model.model_validate(_keyed(data))
        except ValidationError as error:
            for one in error.errors(include_url=False):
                place = tuple(one["loc"])[1:] if whole and one["loc"][:1] == (whole,) else tuple(one["loc"])
                self._tell(draft, place, _sentences(model, dict(one), data))
        except RecursionError:
            self._tell(draft, (), ("shape", "the document is nested too deeply", "keep it flat"))
        return None

    def _tell(self, draft: Document, place: Place, told: tuple[str, str, str]) -> None:
        check, what, mend = told
        self.problems.append(Problem(draft.file, draft.line(*place), check, what, mend, self.id))

    def _name(self, file: Path) -> str:
        return file.relative_to(self.root).as_posix()


def _keyed(data: Any) -> Any:
    """The data with days among the keys as ISO texts, which is how mistakes tell their place."""
    if isinstance(data, dict):
        return {key.isoformat() if isinstance(key, date) else key: _keyed(part) for key, part in data.items()}
    return [_keyed(part) for part in data] if isinstance(data, list) else data


def _sentences(model: type[BaseModel], error: dict[str, Any], data: Any) -> tuple[str, str, str]:
    """Which check, what is wrong, how to mend: from one error of pydantic."""
    place = tuple(error["loc"])
    where = ".".join(str(part) for part in place) or "the document"
    kind, message = str(error["type"]), str(error["msg"]).removeprefix("Value error, ")
    if kind == "extra_forbidden":
        known = sorted(_keys_at(model, place[:-1]))
        near = get_close_matches(str(place[-1]), known, n=1)
        mend = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}" if known else "remove it"
        return "unknown_key", f"unknown key {where}", mend
    if kind == "missing":
        return "shape", f"{where} is missing", f"add {place[-1]!r}"
    given = error.get("input")
    shown = f" (given: {given!r})" if isinstance(given, (str, int, float, bool)) or given is None else ""
    return "shape", f"{where}: {message}{shown}", "see the table of this document in docs/reference/packs.md"


def _keys_at(model: type[BaseModel], place: Place) -> set[str]:
    """The keys that the model allows at a place, as far as its annotations tell."""
    models: list[type[BaseModel]] = [model]
    for part in place:
        if isinstance(part, int):
            continue
        models = [
            found
            for one in models
            if part in one.model_fields
            for found in _models_in(one.model_fields[part].annotation)
        ]
    return {field.alias or name for one in models for name, field in one.model_fields.items()}


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in getattr(annotation, "__args__", ()) for found in _models_in(part)]
