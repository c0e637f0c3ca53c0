"""`tongban demo`: build the city once, say how to enter it, serve it."""

import json
import os
import shutil
import time
from datetime import datetime, timedelta
from pathlib import Path

import click

from tongban.cli import environment, operate

COMPANIES = 160
HORIZON = timedelta(days=75)


@click.command()
@click.option("--no-serve", is_flag=True, help="Build the city and stop.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--fresh", is_flag=True, help="Throw the demo's data away and build it again.")
@click.option("--companies", default=COMPANIES, show_default=True, type=click.IntRange(1, 5000), help="Set-ups a year.")
def demo(*, no_serve: bool, port: int, fresh: bool, companies: int) -> None:
    """Build the fictional city 云汀市 with a year of life and serve it. A second start keeps the data."""
    os.environ["TONGBAN_SANDBOX"] = "true"
    os.environ.setdefault("TONGBAN_ADDRESS", f"http://localhost:{port}")
    environment.prepare(sandbox=True)
    if fresh or _marked() is False:  # half a city is no city: an interrupted build begins again
        _forget()
    operate.apply_migrations(verbosity=0)
    if not _is_built():
        _build(companies)
    _tell(port, serving=not no_serve)
    if not no_serve:
        operate.run_server(host="127.0.0.1", port=port, workers=2)


def _marker() -> Path:
    """The file that names this demo's database, so that another database is never taken for it."""
    return environment.home() / "demo.json"


def _mark(*, is_built: bool) -> None:
    _marker().parent.mkdir(parents=True, exist_ok=True)
    _marker().write_text(json.dumps({"database": os.environ["DATABASE_URL"], "built": is_built}), "utf-8")


def _marked() -> bool | None:
    """True: this database is the demo, built. False: its build was interrupted. None: it is not a demo of ours."""
    told = json.loads(_marker().read_text("utf-8")) if _marker().exists() else {}
    return bool(told.get("built")) if told.get("database") == os.environ["DATABASE_URL"] else None


def _is_built() -> bool:
    """Whether the city stands. A database with accounts that no demo of ours left is not touched."""
    from tongban.domains.registry import api as registry

    if _marked():
        return True
    if registry.has_accounts():
        raise click.ClickException(
            "This database holds accounts that no demo left. To empty it: ./tongban demo --fresh\n"
            "数据库里已有账号，但不是演示城市的。确认可以清空后执行：./tongban demo --fresh"
        )
    return False


def _forget() -> None:
    """Empty the database and the demo's files; a database that is not this demo's is emptied only after a yes."""
    from django.db import connection

    if _marked() is None and connection.introspection.table_names():
        click.confirm(f"Empty the database {connection.settings_dict['NAME']}? 清空这个数据库？", abort=True)
    _marker().unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("drop schema public cascade; create schema public")
    connection.close()
    for folder in ("evidence", "seals"):
        shutil.rmtree(environment.home() / folder, ignore_errors=True)


def _build(companies: int) -> None:
    """Load the packs, settle the people, live the year; progress on the terminal, one line a step."""
    from tongban.cli.demo import scenes

    began = time.monotonic()
    _mark(is_built=False)

    def tell(what: str) -> None:
        click.echo(f"[{time.monotonic() - began:5.0f} s] {what}", err=True)

    numbers = scenes.Numbers(companies=companies, water=max(1, companies // 3), restaurants=max(1, companies // 4))
    scenes.build(numbers, horizon=HORIZON, tell=tell)
    _mark(is_built=True)
    tell("The city stands. 演示城市已建成。")


def _tell(port: int, *, serving: bool) -> None:
    from tongban.cli.demo.city import LOG_INS, PASSWORD
    from tongban.kernel import timemachine

    click.echo(f"\n云汀市 (fictional 虚构)  http://localhost:{port}/")
    for one in LOG_INS:
        click.echo(f"  {one.username:<10} {PASSWORD}   {one.who.zh} / {one.who.en}")
    now: datetime = timemachine.now()
    click.echo(f"The city's clock 演示时间: {now:%Y-%m-%d %H:%M}")
    if not serving:
        click.echo(f"Serve it with 启动服务: ./tongban demo --port {port}")
