"""`tongban test`: everything the project promises, in order of speed; the last line is pytest's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

from tongban.cli import environment

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TOOLS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
}


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(arguments: tuple[str, ...]) -> None:
    """Format, lint, types, then every test. ARGUMENTS (paths, -k …) go to pytest and skip the tools."""
    os.chdir(environment.ROOT)
    if not arguments:
        _run_tools()
    browser = _find_browser() or _install_browser()
    if browser is None and os.environ.get("CI") == "true":
        click.echo("Chromium is missing and could not be installed; in CI this is a failure.", err=True)
        sys.exit(1)
    if browser is None:
        click.echo("Chromium is missing: the browser tests are skipped. Install it with: apt install chromium")
    variables = {**os.environ, **({"TONGBAN_BROWSER": browser} if browser else {})}
    sys.exit(subprocess.call([sys.executable, "-m", "pytest", *arguments], env=variables))


def _run_tools() -> None:
    for name, command in TOOLS.items():
        click.echo(f"— {name}", err=True)
        if subprocess.call([sys.executable, "-m", *command]) != 0:
            click.echo(f"{name} failed: {' '.join(command)}", err=True)
            sys.exit(1)


def _find_browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def _install_browser() -> str | None:
    """Debian's Chromium with a CJK font, when this machine lets us install it."""
    if os.geteuid() != 0 or not Path("/usr/bin/apt-get").exists():
        return None
    click.echo("Installing Chromium (Debian package) for the browser tests …", err=True)
    variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-wqy-microhei"],
    ):
        if subprocess.call(["apt-get", *command], env=variables, stdout=subprocess.DEVNULL) != 0:
            return None
    return _find_browser()
