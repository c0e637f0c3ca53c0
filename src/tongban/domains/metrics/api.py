"""The only door of this domain."""

from tongban.domains.metrics.answers import CommitmentCase, CommitmentDetail, CommitmentView, MonthPoint
from tongban.domains.metrics.commands import rebuild
from tongban.domains.metrics.queries import get_commitment, list_commitments
from tongban.domains.metrics.rules import State

__all__ = [
    "CommitmentCase",
    "CommitmentDetail",
    "CommitmentView",
    "MonthPoint",
    "State",
    "get_commitment",
    "list_commitments",
    "rebuild",
]
