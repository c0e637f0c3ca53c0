"""`tongban wallet keys …`: the keys that sign portable licences, for whoever commands the machine."""

import json
from datetime import datetime, timedelta
from typing import Any

import click

from tongban.cli import environment


@click.group()
def wallet() -> None:
    """Portable licences (SD-JWT VC)."""


@wallet.group()
def keys() -> None:
    """The keys that sign them. Encrypted by TONGBAN_WALLET_PASSPHRASE, published at /.well-known/jwt-vc-issuer."""


@keys.command()
@click.option("--signs-in", "hours", default=0, show_default=True, help="Hours from now; 2 to change without a gap.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@environment.with_database
def new(*, hours: int, as_json: bool) -> None:
    """Make a key. It is published at once; the one before it stays published until it is withdrawn."""
    from tongban.domains.licences import api as licences
    from tongban.kernel import timemachine
    from tongban.kernel.actors import SYSTEM

    now = timemachine.now()
    kid = licences.make_issuer_key(signs_from=now + timedelta(hours=hours), actor=SYSTEM, now=now)
    click.echo(json.dumps({"kid": kid}) if as_json else kid)


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@environment.with_database
def list_keys(*, as_json: bool) -> None:
    """All keys ever: waiting, signing, published, withdrawn."""
    from tongban.domains.licences import api as licences
    from tongban.kernel import timemachine
    from tongban.kernel.actors import SYSTEM

    found = licences.list_issuer_keys(actor=SYSTEM, now=timemachine.now())
    if as_json:
        click.echo(json.dumps([_as_data(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.kid}  {one.state:<9}  {one.signs_from:%Y-%m-%d %H:%M}  {one.withdrawal_reason}".rstrip())


def _as_data(one: Any) -> dict[str, str | None]:
    def told(at: datetime | None) -> str | None:
        return at.isoformat() if at else None

    return {
        "kid": one.kid,
        "state": one.state,
        "made_at": told(one.made_at),
        "signs_from": told(one.signs_from),
        "withdrawn_at": told(one.withdrawn_at),
        "withdrawal_reason": one.withdrawal_reason,
    }


@keys.command()
@click.argument("kid")
@click.option("--reason", required=True, help="Kept in the log.")
@environment.with_database
def withdraw(*, kid: str, reason: str) -> None:
    """Publish a key no longer, because somebody else may have it: nothing it signed is believed any more."""
    from tongban.domains.licences import api as licences
    from tongban.kernel import timemachine
    from tongban.kernel.actors import SYSTEM

    licences.withdraw_issuer_key(kid=kid, reason=reason, actor=SYSTEM, now=timemachine.now())
    click.echo(kid)
