"""`tongban draw`: lots that anybody can recompute."""

import json
import sys

import click

from tongban.cli import environment


@click.group()
def draw() -> None:
    """The lots by which officers' later checks are drawn."""


@draw.command()
@click.argument("purpose", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@environment.with_database
def verify(purpose: str | None, as_json: bool) -> None:
    """Recompute the draw for PURPOSE, or every draw, from the log alone. Exit code 1 when one comes out otherwise."""
    from tongban.kernel import draw as lots
    from tongban.kernel.texts import say

    found = [lots.verify(one) for one in ([purpose] if purpose else lots.list_purposes())]
    if as_json:
        click.echo(json.dumps([one.as_dict() for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            click.echo(f"{'ok  ' if one.ok else 'FAIL'} {one.purpose}: {one.drawn} drawn in {one.parts} parts")
            for code, part in one.faults:
                click.echo(f"     {part}  {say(code, 'zh')} / {say(code, 'en')}")
        if not found:
            click.echo("还没有抽取过。 / Nothing has been drawn yet.")
    sys.exit(0 if all(one.ok for one in found) else 1)


@draw.command()
@click.argument("purpose")
@environment.with_database
def show(purpose: str) -> None:
    """Print a draw for PURPOSE as JSON: seal, seed, all names and the drawn ones, to recompute it elsewhere."""
    from tongban.kernel import draw as lots

    parts = [
        {"part": one.part, "seed": one.seed, "names": one.names, "count": one.count, "drawn": one.drawn}
        for one in lots.list_made(purpose)
    ]
    seal = lots.seal_of(str(parts[0]["seed"])) if parts else ""
    click.echo(json.dumps({"purpose": purpose, "seal": seal, "parts": parts}, ensure_ascii=False, indent=2))
