"""The command line: one file per group, imported only when it is asked for."""

import importlib
import sys

import click

from tongban.kernel.errors import TongbanError

COMMANDS = {
    "audit": "tongban.cli.audit:audit",
    "bench": "tongban.cli.bench:bench",
    "calendar": "tongban.cli.calendar:calendar",
    "cases": "tongban.cli.cases:cases",
    "check": "tongban.cli.check_clocks:check",
    "clock": "tongban.cli.clock:clock",
    "commitments": "tongban.cli.commitments:commitments",
    "demo": "tongban.cli.demo:demo",
    "doctor": "tongban.cli.operate:doctor",
    "draw": "tongban.cli.draw:draw",
    "licences": "tongban.cli.licences:licences",
    "metrics": "tongban.cli.commitments:metrics",
    "migrate": "tongban.cli.operate:migrate",
    "packs": "tongban.cli.packs:packs",
    "plan": "tongban.cli.plan:plan",
    "seals": "tongban.cli.seals:seals",
    "serve": "tongban.cli.operate:serve",
    "staff": "tongban.cli.staff:staff",
    "story": "tongban.cli.story:story",
    "test": "tongban.cli.test:test",
    "wallet": "tongban.cli.wallet:wallet",
    "watch": "tongban.cli.watch:watch",
    "worker": "tongban.cli.worker:worker",
}


class Door(click.Group):
    """Commands by name, so that reading a plan does not wait for Django."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[cmd_name]} is not a command")
        return command


@click.group(cls=Door)
@click.version_option(package_name="tongban")
def tongban() -> None:
    """Tongban (通办): the services and the reform of a region as one closed loop."""


def main() -> None:
    """Run one command. A refusal is told in both languages on standard error and ends with code 2."""
    try:
        tongban()
    except TongbanError as refused:
        from tongban.cli.sentences import both

        print(both(refused), file=sys.stderr)
        sys.exit(2)
