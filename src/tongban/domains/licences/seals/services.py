"""A seal service outside (签章服务): it holds seals and keys in approved devices, and seals what we send.

Every authorised seal system speaks its own language; what the platform asks of it is two questions, over HTTPS, which a
region puts in front of its system:

    GET  <base>/seals/<reference>             → the seal, DER of SESeal (application/octet-stream)
    POST <base>/seals/<reference>/signatures  ← {"digest": base64 SM3 of Signature.xml, "path": …, "at": ISO 8601}
                                              → the signature, DER of SES_Signature

Its answers are not believed: each is read and checked before it is used.
"""

import base64
import http.client
import json
import ssl
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import quote, urlsplit

from django.conf import settings

from tongban.domains.licences.seals.der import LONGEST
from tongban.kernel.errors import Refusal

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class SealService(Protocol):
    """What a seal service must do. Every answer may refuse with `licences.seal.service_*`."""

    def get_seal(self, reference: str) -> bytes:
        """The seal kept under this name: DER of SESeal."""

    def seal(self, reference: str, *, digest: bytes, path: str, at: datetime) -> bytes:
        """The seal set under Signature.xml, known by its SM3 `digest` and its `path`: DER of SES_Signature."""


@dataclass(frozen=True, slots=True)
class HttpSealService:
    """A seal service behind an address. `token` is sent as a bearer token; `seconds` bounds every single wait."""

    address: str
    token: str
    seconds: int

    def get_seal(self, reference: str) -> bytes:
        return self._ask("GET", f"seals/{quote(reference, safe='')}", None)

    def seal(self, reference: str, *, digest: bytes, path: str, at: datetime) -> bytes:
        told = {"digest": base64.b64encode(digest).decode(), "path": path, "at": at.isoformat()}
        return self._ask("POST", f"seals/{quote(reference, safe='')}/signatures", json.dumps(told).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> bytes:
        """One question on a connection of its own. No redirect is followed, no answer beyond the limit is read."""
        parts = urlsplit(self.address)
        connection = self._connection()
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/octet-stream"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, f"{parts.path.rstrip('/')}/{path}", body, headers)
            answer = connection.getresponse()
            data = answer.read(LONGEST + 1)
        except (OSError, http.client.HTTPException):
            raise Refusal("licences.seal.service_unreachable", seconds=self.seconds) from None
        finally:
            connection.close()
        if answer.status != http.client.OK:
            raise Refusal("licences.seal.service_refused", status=answer.status)
        if len(data) > LONGEST:
            raise Refusal("licences.seal.service_wrong_answer")
        return data

    def _connection(self) -> http.client.HTTPConnection:
        """In the clear only to the machine itself."""
        parts = urlsplit(self.address)
        if not parts.hostname or parts.scheme not in ("http", "https"):
            raise Refusal("licences.seal.service_not_configured")
        if parts.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=self.seconds, context=context)
        if parts.hostname not in LOCAL:
            raise Refusal("licences.seal.service_in_the_clear")
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=self.seconds)


def service() -> SealService:
    """The seal service of this installation. Refuses `licences.seal.service_not_configured`."""
    if not settings.SEAL_SERVICE:
        raise Refusal("licences.seal.service_not_configured")
    return HttpSealService(settings.SEAL_SERVICE, settings.SEAL_SERVICE_TOKEN, settings.SEAL_SERVICE_SECONDS)
