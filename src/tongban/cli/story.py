"""`tongban story list | play`: worked examples, played in seconds on a database of their own.

A story's ninety days are ninety days of the platform's own clock: every act is done by the real commands at the moment
the story names. Nothing that a story does touches the installation: it has a database of its own on the embedded
server, and what it wrote there is undone at the end.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from tongban.cli import environment
from tongban.kernel import postgres

if TYPE_CHECKING:
    from tongban.domains.catalogue.stories import Story
    from tongban.domains.reform.rhythm.definitions import RhythmStory
    from tongban.kernel.packs import Document, Library, Pack

DATABASE = "tongban_stories"
LOADED_BEFORE = timedelta(days=5)
"""So long before a story begins its packs are loaded: late enough for every number that it needs to be in force."""


@click.group()
def story() -> None:
    """Play the worked examples of packs: what happens to an application, day by day, and what its clocks say."""


@story.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def list_stories(as_json: bool) -> None:
    """Name every worked example of the installed packs."""
    _ready()
    from tongban.kernel import packs

    rows = [
        {
            "id": f"{pack.id}:{document.id}",
            "title": {"zh": document.model.title.zh, "en": document.model.title.en},
            "procedure": document.model.procedure,
            "region": document.model.region,
            "acts": len(document.model.do),
            "days": _days(document.model),
        }
        for pack in packs.current()
        for document in pack.list("stories")
    ]
    rows += [
        _governance_row(pack.id, document.id, document.model) for pack, document in _of_governance(packs.current())
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        title = row["title"]
        click.echo(f"{row['id']:60} {row['region']} {row['days']:>4} d  {title['zh']} / {title['en']}")


@story.command()
@click.argument("which")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def play(which: str, as_json: bool) -> None:
    """Play WHICH (an id of `story list`, or a file) and tell what happened, with every clock explained.

    Ends with code 1 when something came out otherwise than the story says.
    """
    with _own_database():
        from tongban.kernel import packs

        rhythm = next(
            (one for pack, one in _of_governance(packs.current()) if which in (one.id, f"{pack.id}:{one.id}")), None
        )
        told = (
            _play_rhythm(packs.current(), rhythm.model)
            if rhythm
            else _play(packs.current(), _find(packs.current(), which))
        )
    click.echo(json.dumps(told.as_dict(), ensure_ascii=False, indent=2) if as_json else "\n".join(told.lines()))
    sys.exit(1 if told.problems else 0)


@dataclass
class Told:
    """How a story went: what happened, what its lines saw, how every clock adds up, what came out otherwise."""

    title: dict[str, str]
    number: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    looks: list[dict[str, Any]] = field(default_factory=list)
    clocks: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    duties: list[dict[str, Any]] = field(default_factory=list)
    """Of a story of governance: what was due at every look."""
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "number": self.number,
            "events": self.events,
            "looks": self.looks,
            "clocks": self.clocks,
            "problems": self.problems,
            "duties": self.duties,
            "seconds": self.seconds,
        }

    def lines(self) -> Iterator[str]:
        """The same for people."""
        from tongban.cli.clock import lines_of

        yield f"{self.title['zh']} / {self.title['en']}  {self.number}"
        for one in self.events:
            yield f"{one['at'][:16].replace('T', ' ')}  {one['who']['zh']}: {one['sentence']['zh']}"
            yield f"{'':18}{one['sentence']['en']}"
            if one["detail"]:
                yield f"{'':18}{one['detail']}"
        for one in self.looks:
            seen = "  ".join(f"{name} {value}" for name, value in one["seen"].items() if value not in (None, ""))
            yield f"{one['at'][:16].replace('T', ' ')}  {one['scope']} {one['clock']}: {seen}"
        for one in self.clocks:
            yield from lines_of(one)
        for look in self.duties:
            yield look["at"][:16].replace("T", " ")
            day = look["at"][:10]
            shown = [one for one in look["duties"] if one["due_on"] <= day or one["state"] != "ahead"]
            yield from (
                f"{'':18}{one['due_on']} {one['state']:9} {one['rule']}: {one['unit']} {one['period'][:7]}"
                for one in shown
            )
        yield ""
        yield from self.problems
        yield f"{'ok' if not self.problems else f'{len(self.problems)} problems'}, {self.seconds} s"


def _play(library: "Library", found: "Story") -> Told:
    """Everything in one transaction that is undone; papers in a folder that is thrown away."""
    from django.db import transaction
    from django.test import override_settings

    from tongban.domains.catalogue import api as catalogue
    from tongban.domains.registry import api as registry
    from tongban.kernel.actors import SYSTEM

    loaded = min(one.at for one in found.do) - LOADED_BEFORE
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(EVIDENCE_FOLDER=Path(folder)),
        transaction.atomic(),
    ):
        registry.load_packs(library, now=loaded)
        catalogue.publish(library, actor=SYSTEM, now=loaded)
        told = _tell(found)
        transaction.set_rollback(True)
    return told


def _of_governance(library: "Library") -> "Iterator[tuple[Pack, Document]]":
    """The stories of governance: a plan instead of an application."""
    return ((pack, document) for pack in library for document in pack.list("rhythm_stories"))


def _governance_row(pack: str, key: str, story: "RhythmStory") -> dict[str, Any]:
    acted, looked = [one.at.date() for one in story.do], [one.at.date() for one in story.then]
    moments = [story.plan.issued_on, *acted, *looked]
    return {
        "id": f"{pack}:{key}",
        "title": {"zh": story.title.zh, "en": story.title.en},
        "procedure": "+".join(story.rules),
        "region": story.region,
        "acts": len(story.do),
        "days": (max(moments) - min(moments)).days,
    }


def _play_rhythm(library: "Library", story: "RhythmStory") -> Told:
    """A story of governance, in a transaction that is undone; it needs regions and agencies, no catalogue."""
    from django.db import transaction
    from django.test import override_settings

    from tongban.cli.rhythm_stage import RhythmStage
    from tongban.domains.registry import api as registry
    from tongban.kernel.clock import midnight

    told, stage = Told({"zh": story.title.zh, "en": story.title.en}, story.plan.number), RhythmStage()
    began = perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(EVIDENCE_FOLDER=Path(folder)),
        transaction.atomic(),
    ):
        registry.load_packs(library, now=midnight(story.plan.issued_on) - LOADED_BEFORE)
        told.problems += stage.play(story)
        transaction.set_rollback(True)
    told.duties = stage.seen
    told.seconds = round(perf_counter() - began, 2)
    return told


def _tell(found: "Story") -> Told:
    from tongban.cli.sentences import both
    from tongban.cli.story_stage import RealStage, StageError
    from tongban.domains.cases import api as cases
    from tongban.domains.catalogue import api as catalogue
    from tongban.kernel import outbox
    from tongban.kernel.actors import SYSTEM
    from tongban.kernel.errors import TongbanError

    told = Told({"zh": found.title.zh, "en": found.title.en})
    stage = RealStage(looks=told.looks)
    began = perf_counter()
    try:
        told.problems += catalogue.play(found, stage)
    except TongbanError as refused:
        told.problems.append(both(refused))
    except StageError as error:
        told.problems.append(str(error))
    if stage.case is not None:
        last = max([*(one.at for one in found.do), *(one.at for one in found.then)])
        told.number = cases.get_case(stage.case, SYSTEM, now=last).number
        told.events = [_event(one) for one in cases.timeline(stage.case, SYSTEM)]
        told.clocks = [one.as_dict() for one in cases.clocks(stage.case, last)]
    told.problems += [f"{one.subscriber} {one.stream}: {one.error}" for one in outbox.list_failures()]
    told.seconds = round(perf_counter() - began, 2)
    return told


def _event(one: Any) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "type": one.type,
        "who": {"zh": one.who.zh, "en": one.who.en},
        "sentence": {"zh": one.sentence.zh, "en": one.sentence.en},
        "detail": one.detail,
        "track": one.track,
    }


def _find(library: "Library", which: str) -> "Story":
    """A story by `pack:id`, by an id that only one pack has, or by its file."""
    from pydantic import ValidationError

    from tongban.domains.catalogue.stories import Story
    from tongban.kernel import strict_yaml

    if Path(which).suffix in (".yaml", ".yml"):
        try:
            return Story.model_validate(strict_yaml.load(Path(which)))
        except FileNotFoundError:
            raise click.ClickException(f"there is no file {which}") from None
        except ValidationError as error:
            wrong = [f"{which}: {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
            raise click.ClickException("\n".join(wrong)) from None
    pack_id, _, story_id = which.rpartition(":")
    known = [
        (pack.id, document.model)
        for pack in library
        for document in pack.list("stories")
        if document.id == story_id and pack_id in ("", pack.id)
    ]
    if len(known) != 1:
        more = ", ".join(f"{pack}:{story_id}" for pack, _ in known)
        raise click.ClickException(
            f"say which one: {more}" if known else f"there is no story {which}: see `story list`"
        )
    found: Story = known[0][1]
    return found


def _days(found: "Story") -> int:
    """From the first act to the last thing the story looks at."""
    moments: list[date] = [*(one.at.date() for one in found.do), *(one.at.date() for one in found.then)]
    return (max(moments) - min(moments)).days


@contextmanager
def _own_database() -> Iterator[None]:
    """The stories' own database, of this version's tables. Where Django is set up already (tests), that one serves."""
    from django.conf import settings

    if not settings.configured:
        os.environ["DATABASE_URL"] = postgres.ensure(environment.home(), DATABASE, durable=False)
        environment.prepare(sandbox=True)
        from tongban.cli.operate import apply_migrations

        apply_migrations(verbosity=0)
    yield


def _ready() -> None:
    """Settings and texts; no database is started or asked."""
    from django.conf import settings

    if not settings.configured:
        os.environ.setdefault("DATABASE_URL", f"postgresql:///{DATABASE}")  # named, never opened
        environment.prepare()
