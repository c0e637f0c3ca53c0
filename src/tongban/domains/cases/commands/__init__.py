"""Every way this domain changes. One public function per use case; the transaction is here."""

from tongban.domains.cases.commands.applicant import bring_tolerated, confirm, submit, supplement, withdraw
from tongban.domains.cases.commands.audits import record_audit
from tongban.domains.cases.commands.credentials import take_credential
from tongban.domains.cases.commands.drafts import Filled, discard_draft, fill_draft, remove_expired_drafts, save_draft
from tongban.domains.cases.commands.heads import assign, deny_extension, end_track, grant_extension, transfer, urge
from tongban.domains.cases.commands.lapsing import deem_renewed, lapse_tolerance, rejudge
from tongban.domains.cases.commands.migrating import accept_version, decline_version, migrate, offer_version
from tongban.domains.cases.commands.officers import complete_step, decide, return_step, sign
from tongban.domains.cases.commands.results import deliver, record_check, record_result, reopen, revoke
from tongban.domains.cases.commands.specials import ask_extension, end_special, resume, start_special, suspend
from tongban.domains.cases.commands.window import accept, answer_precheck, ask_supplement, refuse

__all__ = [
    "Filled",
    "accept",
    "accept_version",
    "answer_precheck",
    "ask_extension",
    "ask_supplement",
    "assign",
    "bring_tolerated",
    "complete_step",
    "confirm",
    "decide",
    "decline_version",
    "deem_renewed",
    "deliver",
    "deny_extension",
    "discard_draft",
    "end_special",
    "end_track",
    "fill_draft",
    "grant_extension",
    "lapse_tolerance",
    "migrate",
    "offer_version",
    "record_audit",
    "record_check",
    "record_result",
    "refuse",
    "rejudge",
    "remove_expired_drafts",
    "reopen",
    "resume",
    "return_step",
    "revoke",
    "save_draft",
    "sign",
    "start_special",
    "submit",
    "supplement",
    "suspend",
    "take_credential",
    "transfer",
    "urge",
    "withdraw",
]
