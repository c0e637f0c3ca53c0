"""Every way this domain changes. One public function per use case; the transaction is here."""

from tongban.domains.cases.commands.applicant import submit, supplement, withdraw
from tongban.domains.cases.commands.drafts import discard_draft, remove_expired_drafts, save_draft
from tongban.domains.cases.commands.officers import complete_step, decide, record_result
from tongban.domains.cases.commands.window import accept, ask_supplement, refuse

__all__ = [
    "accept",
    "ask_supplement",
    "complete_step",
    "decide",
    "discard_draft",
    "record_result",
    "refuse",
    "remove_expired_drafts",
    "save_draft",
    "submit",
    "supplement",
    "withdraw",
]
