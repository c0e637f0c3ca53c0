"""Every way a licence changes. One public function per use case; the transaction is there."""

from tongban.domains.licences.commands.following import change, renew, replace
from tongban.domains.licences.commands.issuing import issue
from tongban.domains.licences.commands.standing import resume, revoke, suspend
from tongban.domains.licences.commands.undoing import reinstate, take_back

__all__ = ["change", "issue", "reinstate", "renew", "replace", "resume", "revoke", "suspend", "take_back"]
