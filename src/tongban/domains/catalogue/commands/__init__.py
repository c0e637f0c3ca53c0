"""Every way this domain changes. One public function per use case; the transaction is here."""

from tongban.domains.catalogue.commands.drafts import (
    discard_draft,
    open_draft,
    publish_draft,
    refresh_draft,
    restore_version,
    return_draft,
    save_draft,
    submit_draft,
    withdraw_procedure,
)
from tongban.domains.catalogue.commands.publishing import Published, publish
from tongban.domains.catalogue.commands.writing import Policy

__all__ = [
    "Policy",
    "Published",
    "discard_draft",
    "open_draft",
    "publish",
    "publish_draft",
    "refresh_draft",
    "restore_version",
    "return_draft",
    "save_draft",
    "submit_draft",
    "withdraw_procedure",
]
