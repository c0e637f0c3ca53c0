"""What can stand in a pack and what is checked of it: every domain's kinds and checks, collected here."""

from datetime import datetime
from pathlib import Path

from tongban.domains.catalogue import kinds as catalogue_kinds
from tongban.domains.licences import definitions as licences
from tongban.domains.metrics import definitions as metrics
from tongban.domains.registry import definitions as registry
from tongban.kernel import packs
from tongban.kernel.packs import Kind, Library, Problem, by, declarations

KINDS: tuple[Kind, ...] = (
    *declarations.KINDS,
    Kind("regions", "regions.yaml", registry.RegionDeclaration, identity=by("code", "since")),
    Kind("agencies", "agencies.yaml", registry.AgencyDeclaration, identity=by("id", "region", "since")),
    *catalogue_kinds.KINDS,
    Kind("licences", "licences", licences.LicenceType),
    Kind("metrics", "metrics", metrics.Metric),
    Kind("commitments", "commitments", metrics.Commitment),
)
