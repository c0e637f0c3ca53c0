"""`tongban bench …`: figures and ratios, never a verdict."""

import click

from tongban.cli.bench_advance import advance
from tongban.cli.bench_clocks import clocks
from tongban.cli.bench_inbox import inbox
from tongban.cli.bench_ledger import ledger
from tongban.cli.bench_licences import licences


@click.group()
def bench() -> None:
    """Measure the speed of what matters, in one run with its yardstick."""


bench.add_command(advance)
bench.add_command(clocks)
bench.add_command(inbox)
bench.add_command(ledger)
bench.add_command(licences)
