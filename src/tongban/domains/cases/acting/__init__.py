"""Every act by its name: where it may be tried, whether it is lawful there, what it asks, which command it is."""

from tongban.domains.cases.acting import applicant, heads, officers, results, specials, window
from tongban.domains.cases.acting.scene import Call, Scene, Spec, Spot, refused

_ROOMS = (window, officers, specials, heads, results, applicant)
TABLE: dict[str, Spec] = {spec.name: spec for room in _ROOMS for spec in room.SPECS}
"""In the order in which a person reads them."""

__all__ = ["TABLE", "Call", "Scene", "Spec", "Spot", "refused"]
