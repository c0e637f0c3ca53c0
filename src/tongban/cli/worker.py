"""The background worker."""

import click

from tongban.cli import environment


@click.command()
@click.option("--once", is_flag=True, help="Do the jobs that wait now, then end.")
@environment.with_database
def worker(once: bool) -> None:
    """Do the jobs: deliver events, seal the log, and what the domains defer. Ctrl-C ends it after the job at hand."""
    from tongban.kernel import jobs

    jobs.run_worker(wait=not once)
