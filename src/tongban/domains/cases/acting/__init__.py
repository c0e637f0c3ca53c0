"""Every act by its name: where it may be tried, whether it is lawful there, what it asks, which command it is."""

from tongban.domains.cases.acting import applicant, officers, window
from tongban.domains.cases.acting.scene import Call, Scene, Spec, Spot, refused

TABLE: dict[str, Spec] = {spec.name: spec for spec in (*window.SPECS, *officers.SPECS, *applicant.SPECS)}
"""In the order in which a person reads them."""

__all__ = ["TABLE", "Call", "Scene", "Spec", "Spot", "refused"]
