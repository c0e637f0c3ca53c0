"""The table of drawn files."""

from typing import ClassVar

from django.db import models

from tongban.kernel.privacy import PersonalData


class LicenceFile(models.Model):
    """One form of a licence's file as it was drawn: which bytes, of which content, under which seal. Never changed.

    Not the bytes: those are evidence. A licence whose content changed, or that got its seal later, has a newer row.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    licence = models.ForeignKey("licences.Licence", on_delete=models.PROTECT, related_name="files")
    form = models.CharField(max_length=3)  # ofd, pdf
    content = models.CharField(max_length=64)  # SM3 of what is drawn: another content makes another file
    digest = models.CharField(max_length=64)  # SM3 of the bytes
    evidence = models.CharField(max_length=80)
    seal = models.CharField(max_length=80, default="")  # id of the seal; empty where none was in use
    drawn_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("licence", "form", "-id"), name="licences_files_of_licence"),
            models.Index(fields=("digest",), name="licences_file_by_digest"),
        )
