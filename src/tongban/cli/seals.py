"""`tongban seals`: the test authority, the seals' lives, and whom this installation trusts."""

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tongban.cli import environment

if TYPE_CHECKING:
    from tongban.domains.licences.seals.api import SealId, SealView
    from tongban.kernel.actors import Actor

as_json = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
hand = click.option("--as", "account", default="", help="The account that acts (account_…); default: the platform.")
reasoned = click.option("--reason", default="", help="Why; it stays in the log.")
agency_option = click.option(
    "--agency", required=True, help="Region and role of the agency, such as 990100/market_regulation."
)


@click.group()
def seals() -> None:
    """Electronic seals (电子印章). One of legal force comes from the authorised seal system: docs/how-to/seals.md."""


@seals.command()
@click.option("--name", default="", help="The name of the root (default 通办试验根).")
@as_json
@environment.with_database
def ca(*, name: str, as_json: bool) -> None:
    """Make the test authority: a root and a maker of seals, both trusted here. For trials only."""
    from tongban.domains.licences.seals import api
    from tongban.domains.licences.seals.api import Authority
    from tongban.kernel import timemachine
    from tongban.kernel.actors import SYSTEM

    named = {"name": name} if name else {}
    made: Authority = api.make_authority(actor=SYSTEM, now=timemachine.now(), **named)
    _tell({"root": made.root, "maker": made.maker}, f"root  {made.root}\nmaker {made.maker}", as_json=as_json)


@seals.command()
@agency_option
@click.option("--days", type=int, default=0, help="How long the seal is valid (default five years).")
@hand
@as_json
@environment.with_database
def make(*, agency: str, days: int, account: str, as_json: bool) -> None:
    """Make a seal for an agency by the test authority. Another person brings it into use."""
    from tongban.domains.licences.seals import api

    actor, now = _actor(account)
    lasting = {"days": days} if days else {}
    _show(api.make(agency=_agency(agency, now), actor=actor, now=now, **lasting), as_json=as_json)


@seals.command()
@agency_option
@click.option("--reference", required=True, help="The name under which the seal service keeps the seal.")
@hand
@as_json
@environment.with_database
def register(*, agency: str, reference: str, account: str, as_json: bool) -> None:
    """Take over a seal that the seal service keeps for an agency."""
    from tongban.domains.licences.seals import api

    actor, now = _actor(account)
    found = api.register(agency=_agency(agency, now), reference=reference, actor=actor, now=now)
    _show(found, as_json=as_json)


@seals.command("list")
@as_json
@environment.with_database
def list_(*, as_json: bool) -> None:
    """Every seal with where it is in its life."""
    from tongban.domains.licences.seals import api

    actor, now = _actor("")
    found = [_plain(one) for one in api.list_seals(actor=actor, now=now)]
    _tell(found, "\n".join(_line(one) for one in found) or "no seals", as_json=as_json)


@seals.command()
@click.argument("seal")
@hand
@as_json
@environment.with_database
def use(*, seal: str, account: str, as_json: bool) -> None:
    """Bring a seal into use: by another person than made it."""
    from tongban.domains.licences.seals import api

    _act(api.bring_into_use, seal, account=account, as_json=as_json)


@seals.command()
@click.argument("seal")
@reasoned
@hand
@as_json
@environment.with_database
def suspend(*, seal: str, reason: str, account: str, as_json: bool) -> None:
    """Let a seal rest at once."""
    from tongban.domains.licences.seals import api

    _act(partial(api.suspend, reason=reason), seal, account=account, as_json=as_json)


@seals.command()
@click.argument("seal")
@hand
@as_json
@environment.with_database
def resume(*, seal: str, account: str, as_json: bool) -> None:
    """Let a suspended seal seal again."""
    from tongban.domains.licences.seals import api

    _act(api.resume, seal, account=account, as_json=as_json)


@seals.command()
@click.argument("seal")
@reasoned
@hand
@as_json
@environment.with_database
def destroy(*, seal: str, reason: str, account: str, as_json: bool) -> None:
    """Ask for a seal's destruction (with --reason); where another person has asked already, destroy it for good."""
    from tongban.domains.licences.seals import api

    actor, now = _actor(account)
    asked = api.get_seal(_seal(seal), actor=actor, now=now).ending_by
    step = api.destroy if asked else partial(api.ask_destruction, reason=reason)
    _act(step, seal, account=account, as_json=as_json)


@seals.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--maker", is_flag=True, help="A body that may make seals, not an authority.")
@as_json
@environment.with_database
def trust(*, file: Path, maker: bool, as_json: bool) -> None:
    """Trust a certificate (DER or PEM) of an authority, or of a maker of seals."""
    from tongban.domains.licences.seals import api

    actor, now = _actor("")
    kind: Any = "maker" if maker else "root"
    found = api.trust(certificate=file.read_bytes(), kind=kind, actor=actor, now=now)
    _tell({"fingerprint": found, "kind": kind}, f"{kind} {found}", as_json=as_json)


@seals.command()
@click.argument("fingerprint")
@reasoned
@as_json
@environment.with_database
def distrust(*, fingerprint: str, reason: str, as_json: bool) -> None:
    """Trust a certificate no longer."""
    from tongban.domains.licences.seals import api

    actor, now = _actor("")
    api.withdraw(fingerprint=fingerprint, reason=reason, actor=actor, now=now)
    _tell({"fingerprint": fingerprint}, f"no longer trusted {fingerprint}", as_json=as_json)


@seals.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
@environment.with_database
def revocations(*, file: Path, as_json: bool) -> None:
    """Load an authority's list of revoked certificates (DER or PEM)."""
    from tongban.domains.licences.seals import api

    actor, now = _actor("")
    count = api.load_revocations(data=file.read_bytes(), actor=actor, now=now)
    _tell({"revoked": count}, f"{count} revoked certificates", as_json=as_json)


@seals.command()
@click.option("--write", type=click.Path(file_okay=False, path_type=Path), help="Also write them as PEM to a folder.")
@as_json
@environment.with_database
def roots(*, write: Path | None, as_json: bool) -> None:
    """Whom this installation trusts; with --write for whoever checks files on another machine."""
    from tongban.domains.licences.seals import api

    actor, _ = _actor("")
    found = api.list_roots(actor=actor)
    if write:
        write.mkdir(parents=True, exist_ok=True)
        for one in found:
            (write / f"{one.kind}-{one.fingerprint[:16]}.pem").write_text(api.get_certificate(one.fingerprint), "ascii")
    told = [
        {"kind": one.kind, "fingerprint": one.fingerprint, "name": one.name, "until": one.valid_until.isoformat()}
        for one in found
    ]
    lines = "\n".join(f"{one['kind']:<6} {one['fingerprint']}  {one['name']}" for one in told)
    _tell(told, lines or "nobody is trusted", as_json=as_json)


# -------------------------------------------------------------------------------------------------------------------


def _act(step: Callable[..., None], seal: str, *, account: str, as_json: bool) -> None:
    actor, now = _actor(account)
    step(seal=_seal(seal), actor=actor, now=now)
    _show(_seal(seal), as_json=as_json)


def _actor(account: str) -> "tuple[Actor, datetime]":
    from tongban.domains.registry import api as registry
    from tongban.kernel import timemachine
    from tongban.kernel.actors import SYSTEM

    now = timemachine.now()
    return (registry.actor_of(registry.AccountId.parse(account), now=now) if account else SYSTEM), now


def _agency(text: str, now: datetime) -> Any:
    from tongban.domains.registry import api as registry

    region, _, role = text.partition("/")
    on: date = now.date()
    return registry.get_agency(region, role, on=on).id


def _seal(text: str) -> "SealId":
    from tongban.domains.licences.seals.api import SealId

    return SealId.parse(text)


def _show(seal: "SealId", *, as_json: bool) -> None:
    from tongban.domains.licences.seals import api

    actor, now = _actor("")
    found = _plain(api.get_seal(seal, actor=actor, now=now))
    _tell(found, _line(found), as_json=as_json)


def _plain(seal: "SealView") -> dict[str, str]:
    return {
        "id": str(seal.id),
        "name": seal.name,
        "agency": seal.agency_name.zh,
        "region": seal.region,
        "number": seal.number,
        "standing": seal.standing.value,
        "keeper": seal.keeper.value,
        "valid_from": seal.valid_from.isoformat(),
        "valid_until": seal.valid_until.isoformat(),
        "destruction_asked_by": seal.ending_by,
    }


def _line(seal: dict[str, str]) -> str:
    asked = "  (destruction asked)" if seal["destruction_asked_by"] and seal["standing"] != "destroyed" else ""
    return f"{seal['id']}  {seal['standing']:<9}  until {seal['valid_until'][:10]}  {seal['name']}{asked}"


def _tell(data: object, text: str, *, as_json: bool) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2) if as_json else text)
