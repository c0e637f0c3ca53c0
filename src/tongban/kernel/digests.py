"""SM3 (GB/T 32905), the digest of everything that must not change unseen. Pure."""

import hashlib

from cryptography.hazmat.primitives import hashes

_IN_HASHLIB = "sm3" in hashlib.algorithms_available


def sm3(content: bytes) -> str:
    """64 hexadecimal digits; by OpenSSL through `hashlib` where it offers SM3, else by `cryptography`."""
    if _IN_HASHLIB:
        return hashlib.new("sm3", content).hexdigest()
    work = hashes.Hash(hashes.SM3())
    work.update(content)
    return work.finalize().hex()
