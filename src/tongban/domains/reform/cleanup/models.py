"""The list of rule documents that are looked through."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.kernel.privacy import PersonalData

AGENCY = "registry.Agency"


class RuleDocumentRow(models.Model):
    """A rule document (规范性文件) on the list, the result of looking through it, and whether that is carried out.
    History: stream `ruledoc_<uuid>`.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    region = models.CharField(max_length=12)
    agency = models.ForeignKey(AGENCY, models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=120)
    issued_on = models.DateField()
    in_force = models.BooleanField(default=True)
    look_by = models.DateField()
    result = models.CharField(max_length=10, default="", blank=True)
    reason = models.TextField(default="", blank=True)
    replaced_by = models.CharField(max_length=200, default="", blank=True)
    due_on = models.DateField(null=True)
    judged_by = models.CharField(max_length=200, default="", blank=True)
    judged_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    done_text = models.CharField(max_length=200, default="", blank=True)
    evidence = models.JSONField(default=list)
    confirmed_on = models.DateField(null=True)
    carried_out_by = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "reform_rule_document"
        constraints = [
            models.UniqueConstraint(fields=["region", "number"], condition=~Q(number=""), name="rule_document_once")
        ]
        indexes = [models.Index(fields=["region", "due_on"], name="rule_documents_due")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
