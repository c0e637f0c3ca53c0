"""`tongban staff create`: the first administrator of an installation, from the machine itself."""

import json
import secrets

import click

from tongban.cli import environment


@click.group()
def staff() -> None:
    """Staff accounts, for whoever already commands the machine."""


@staff.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name, shown to colleagues.")
@click.option("--region", required=True, help="Six-digit code of the agency's region.")
@click.option("--role", required=True, help="The agency's role in the packs, such as reform_office.")
@click.option("--duty", "duties", multiple=True, default=["administer"], show_default=True, help="May be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@environment.with_database
def create(*, username: str, name: str, region: str, role: str, duties: tuple[str, ...], as_json: bool) -> None:
    """Open a staff account, seat it on a new post, and print its one-time password once."""
    from django.db import transaction

    from tongban.domains.registry import api as registry
    from tongban.kernel import timemachine
    from tongban.kernel.actors import SYSTEM
    from tongban.kernel.declaration import Text

    now = timemachine.now()
    password = secrets.token_urlsafe(15)
    title = Text(zh="系统管理岗", en="Administration") if "administer" in duties else Text(zh="工作人员", en="Officer")
    with transaction.atomic():
        agency = registry.get_agency(region, role, on=now.date())
        post = registry.create_post(agency=agency.id, title=title, duties=duties, actor=SYSTEM, now=now)
        account = registry.create_staff(
            username=username, name=name, password=password, post=post, actor=SYSTEM, now=now
        )
    answer = {"account": str(account), "username": username, "password": password, "agency": agency.name.zh}
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else f"{username}  {password}  ({agency.name.zh})")
