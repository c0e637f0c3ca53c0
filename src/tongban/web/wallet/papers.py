"""The papers of signatures: shown by whoever has let the reader see the case."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from tongban.domains.licences import api as licences
from tongban.kernel import evidence


def paper(case: str, number: int) -> HttpResponse:
    """The paper of the signature `number` (from 1) of a case that the reader may see."""
    found = licences.list_signatures(case)
    if not 1 <= number <= len(found):
        raise Http404(number)
    known, data = evidence.get(evidence.EvidenceId.parse(found[number - 1].evidence))
    response = HttpResponse(data, content_type=known.media_type)
    response["Content-Disposition"] = content_disposition_header(True, known.name) or "attachment"
    return response
