"""The command line: a group per place, one file per group."""

import click


@click.group()
@click.version_option(package_name="tongban")
def main() -> None:
    """Tongban (通办): services and reform of a region as one closed loop."""
