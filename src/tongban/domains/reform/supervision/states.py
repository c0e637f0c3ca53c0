"""Words of supervision, and how an order stands on a day. Pure."""

from datetime import date, timedelta
from enum import StrEnum

NEAR = timedelta(days=3)
"""An order is near its day for three days: a choice of the platform, for limits that are counted in working days."""


class InspectionKind(StrEnum):
    """日常督查, 专项督查."""

    DAILY = "daily"
    SPECIAL = "special"


class Method(StrEnum):
    """窗口督导, 明察, 暗访, 资料核查, 访谈."""

    WINDOW = "window"
    OPEN = "open"
    UNDERCOVER = "undercover"
    RECORDS = "records"
    INTERVIEW = "interview"


class Matter(StrEnum):
    """What a finding is about: policy execution, window operation, publicity and training, government promises,
    conduct of officials, damage to the business environment, a problem raised on a reception day, anything else."""

    POLICY = "policy"
    WINDOW = "window"
    PUBLICITY = "publicity"
    PROMISE = "promise"
    CONDUCT = "conduct"
    DAMAGE = "damage"
    RECEPTION = "reception"
    OTHER = "other"


class Severity(StrEnum):
    """一般, 较重, 严重."""

    MINOR = "minor"
    SERIOUS = "serious"
    GRAVE = "grave"


class State(StrEnum):
    """How far a finding is: recorded, found untrue, ordered to be corrected, answered, closed."""

    RECORDED = "recorded"
    DISMISSED = "dismissed"
    ORDERED = "ordered"
    ANSWERED = "answered"
    CLOSED = "closed"


class Standing(StrEnum):
    """What a list shows of a finding, worst first."""

    OVERDUE = "overdue"
    NEAR_DUE = "near_due"
    ANSWERED = "answered"
    ORDERED = "ordered"
    RECORDED = "recorded"
    CLOSED = "closed"
    DISMISSED = "dismissed"


class Tolerance(StrEnum):
    """What the weighing (容错认定) comes to: 予以容错, 从轻处理, 不予容错."""

    TOLERATED = "tolerated"
    LENIENT = "lenient"
    REFUSED = "refused"


class Step(StrEnum):
    """约谈, 通报, 公开曝光, 挂牌督办."""

    CALL_IN = "call_in"
    CIRCULAR = "circular"
    EXPOSURE = "exposure"
    LISTING = "listing"


class PointKind(StrEnum):
    """Where an observation point is: a service hall, a park, an enterprise, a chamber or association, a community."""

    HALL = "hall"
    PARK = "park"
    ENTERPRISE = "enterprise"
    CHAMBER = "chamber"
    COMMUNITY = "community"


class Capacity(StrEnum):
    """人大代表, 政协委员, 企业, 群众."""

    DEPUTY = "deputy"
    MEMBER = "member"
    ENTERPRISE = "enterprise"
    RESIDENT = "resident"


def standing_of(state: State, *, due_on: date | None, today: date) -> Standing:
    """Late means: an order that nobody has answered by the end of its day. An answered one waits for the office."""
    if state == State.ORDERED and due_on is not None:
        if due_on < today:
            return Standing.OVERDUE
        return Standing.NEAR_DUE if due_on - today <= NEAR else Standing.ORDERED
    return Standing(state)
