"""`tongban clock explain CASE`: by when a case must be decided, and why, day by day."""

import json
from typing import Any

import click

from tongban.cli import environment


@click.group()
def clock() -> None:
    """The clocks of cases."""


@clock.command()
@click.argument("case")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@environment.with_database
def explain(case: str, as_json: bool) -> None:
    """Explain every clock of CASE (its number, or its id `case_…`) as of now: the spans add up to the days used."""
    from tongban.domains.cases import api as cases
    from tongban.kernel import timemachine
    from tongban.kernel.actors import SYSTEM
    from tongban.kernel.errors import Refusal

    now = timemachine.now()
    found = cases.CaseId.parse(case) if case.startswith("case_") else cases.find_case(case, SYSTEM)
    if found is None:
        raise Refusal("cases.case.unknown", case=case)
    view = cases.get_case(found, SYSTEM, now=now)
    told = [one.as_dict() for one in cases.clocks(found, now)]
    if as_json:
        answer = {"case": str(found), "number": view.number, "at": now.isoformat(), "clocks": told}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    click.echo(f"{view.number}  {view.title.zh} / {view.title.en}  ({view.status_word.zh} / {view.status_word.en})")
    if not told:
        click.echo("没有计时：尚未受理。 / No clock runs: the case has not been accepted.")
    for one in told:
        click.echo("\n".join(lines_of(one)))


def lines_of(one: dict[str, Any]) -> list[str]:
    """One clock: a head, then a line per span that says from when to when, how much counted, and why."""
    from tongban.kernel.texts import say

    state, unit = say(f"kernel.clock.state.{one['state']}", "zh"), say(f"kernel.duration.unit.{one['unit']}", "zh")
    head = f"\n{one['scope']} {one['kind']}: {one['used']} / {one['allowed']} {unit}, due {one['due_on']}, {state}"
    lines = [head, f"  {one['parameter']}: {one['source']} (calendar {one['calendar_version']})"]
    for span in one["spans"]:
        reason = f"  {span['reason']['zh']} / {span['reason']['en']}" if span["reason"] else ""
        why = say(f"kernel.clock.span.{span['kind']}", "zh")
        lines.append(f"  {span['start']} – {span['end']}  {span['counted']:>4}  {why}{reason}")
    return lines
