"""A test authority and a seal in use, for the tests of whoever seals."""

from datetime import datetime

from tongban.domains.licences.seals import api as seals
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM, Actor, PostGrant


def administrator(region: str, *, label: str = "account_70", account: int = 70) -> Actor:
    """Somebody who administers a region."""
    post = PostGrant(account, 0, region, frozenset({region}), frozenset({"administer"}))
    return Actor(account_id=account, label=label, posts=(post,))


def sealed_agency(agency: registry.AgencyId, *, now: datetime) -> seals.SealId:
    """Make the test authority, where there is none, and bring a seal of the agency into use."""
    if not seals.get_trust().roots:
        seals.make_authority(actor=SYSTEM, now=now)
    seal = seals.make(agency=agency, actor=SYSTEM, now=now)
    region = registry.get_agency_by_id(agency).region
    seals.bring_into_use(seal=seal, actor=administrator(region), now=now)
    return seal
