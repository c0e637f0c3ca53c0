"""`tongban packs check | load | list`."""

import json
import os
import sys
from pathlib import Path

import click

from tongban.cli import environment


@click.group()
def packs() -> None:
    """Read, check and load the packs of regions."""


@packs.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON.")
@click.option("--all-grades", is_flag=True, help="Also tell what is missing for a higher grade than a pack claims.")
def check(folder: Path | None, as_json: bool, all_grades: bool) -> None:
    """Check every pack under FOLDER (default: the installation's) and tell all mistakes at once.

    Needs no database. Ends with code 1 when a pack does not keep the grade it claims.
    """
    _settings()
    from django.conf import settings

    from tongban.config import packs as configured

    library = configured.read_library(folder or Path(settings.PACKS_FOLDER))
    report = configured.check_packs(library)
    problems = configured.every_problem(library) if all_grades else report.problems
    if as_json:
        answer = report.as_dict() | {"problems": [problem.as_dict() for problem in problems]}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        for pack in library:
            claimed, reached = pack.manifest.grade, report.reached[pack.id].word
            counted = f"{len(pack.documents)} documents"
            click.echo(f"{pack.id} {pack.manifest.version}: claims {claimed}, reaches {reached}, {counted}")
        click.echo("ok" if report.ok else f"{len(report.problems)} problems")
    sys.exit(0 if report.ok else 1)


@packs.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@environment.with_database
def load(folder: Path | None, as_json: bool) -> None:
    """Check the packs, take over regions and agencies, publish what is new. All or nothing; twice changes nothing."""
    from tongban.config.packs import load_everything
    from tongban.kernel import timemachine

    done = load_everything(now=timemachine.now(), folder=folder)
    if as_json:
        answer = {"published": list(done.new), "withdrawn": list(done.withdrawn), "unchanged": done.unchanged}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for line in done.new:
        click.echo(f"published {line}")
    for line in done.withdrawn:
        click.echo(f"withdrawn {line}")
    click.echo(f"{done.unchanged} unchanged")


@packs.command(name="list")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def list_(folder: Path | None, as_json: bool) -> None:
    """List the packs: what each stands on, its region, how many documents of each kind it holds. Needs no database."""
    _settings()
    from django.conf import settings

    from tongban.config import packs as configured

    library = configured.read_library(folder or Path(settings.PACKS_FOLDER))
    found = [configured.described(pack) for pack in library]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        kinds = ", ".join(f"{count} {kind}" for kind, count in one["documents"].items())
        needs = ", ".join(one["needs"]) or "nothing"
        click.echo(f"{one['id']} {one['version']} ({one['region'] or 'no region'}) on {needs}: {kinds}")


@packs.command()
def reference() -> None:
    """Print docs/reference/packs.md: every kind of document, the forms, the grades and checks."""
    _settings()
    from tongban.config.reference import packs_page

    click.echo(packs_page(), nl=False)


def _settings() -> None:
    """Django's settings and texts; no database is started or asked."""
    import django

    if "DATABASE_URL" not in os.environ:
        os.environ.setdefault("TONGBAN_SANDBOX", "true")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    django.setup()
