"""What happens to a case, told to the applicant: what it means, what comes next, by when, whom to ask.

Each event has its own teller (`filing`, `running`, `ending`), which gives `Note`s; `tell` sends them to every account
that may act for the applicant on that day. An event told twice is told once: its place in the history is the key.
"""

from tongban.domains.cases.announcing import ending, filing, running
from tongban.domains.cases.announcing.notes import TELLERS, Note, tell
from tongban.domains.cases.announcing.officers import urge

__all__ = ["TELLERS", "Note", "ending", "filing", "running", "tell", "urge"]
