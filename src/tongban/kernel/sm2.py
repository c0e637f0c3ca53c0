"""SM2 signatures (GB/T 32918.2, on the curve of GB/T 32918.5) with SM3, under the default signer id. Pure.

The arithmetic is Tongsuo's, reached through `tongsuopy`; this is the only module that knows it. A private key never
leaves here in the clear: it is stored as encrypted PKCS #8 (RFC 5958, PBES2), which OpenSSL reads with the passphrase.
A signature is DER `SEQUENCE { r INTEGER, s INTEGER }` (GB/T 35276), a public key the 65 bytes `04 ‖ x ‖ y`.
"""

import os
from hashlib import pbkdf2_hmac
from typing import Any, Protocol, Self

from asn1crypto import algos, core, keys, pem
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from tongsuopy.crypto import hashes, serialization
from tongsuopy.crypto.asymciphers import ec
from tongsuopy.crypto.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm

from tongban.kernel.errors import Refusal

CURVE = "1.2.156.10197.1.301"
SM2_WITH_SM3 = "1.2.156.10197.1.501"
SM3 = "1.2.156.10197.1.401"
POINT_LENGTH = 65
LONGEST_SIGNATURE = 80
SHORTEST_PASSPHRASE = 12
ITERATIONS = 600_000
"""Rounds of PBKDF2-HMAC-SHA256 over the passphrase of a stored key (about a third of a second)."""

_ALGORITHM = ec.ECDSA(hashes.SM3())


class Signer(Protocol):
    """Whoever can sign: a key in this process, a device, a service."""

    @property
    def public_key(self) -> bytes:
        """The 65 bytes of the point, `04 ‖ x ‖ y`."""

    def sign(self, data: bytes) -> bytes:
        """The DER signature over SM3(Z ‖ data)."""


class SoftwareKey:
    """A private key in the memory of this process: for trials. In real use a device or a service holds it."""

    def __init__(self, key: Any) -> None:
        self._key = key
        point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        self._point = bytes(point)

    @classmethod
    def generate(cls) -> Self:
        return cls(ec.generate_private_key(ec.SM2()))

    @classmethod
    def load(cls, stored: bytes, passphrase: str) -> Self:
        """Read what `store` wrote. Refuses `kernel.key.unreadable`: another passphrase, not a key, not SM2."""
        try:
            key = serialization.load_pem_private_key(stored, passphrase.encode())
        except (ValueError, TypeError, InternalError, UnsupportedAlgorithm):
            raise Refusal("kernel.key.unreadable") from None
        return cls(key)

    def store(self, passphrase: str) -> bytes:
        """The key as PEM, encrypted. Refuses `kernel.key.short_passphrase` below 12 characters."""
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise Refusal("kernel.key.short_passphrase", least=SHORTEST_PASSPHRASE)
        plain = self._key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return bytes(pem.armor("ENCRYPTED PRIVATE KEY", _encrypted(bytes(plain), passphrase)))

    @property
    def public_key(self) -> bytes:
        return self._point

    def sign(self, data: bytes) -> bytes:
        return bytes(self._key.sign(data, _ALGORITHM))


def verify(public_key: bytes, *, signature: bytes, data: bytes) -> bool:
    """Whether the signature over the data is by this key. Anything malformed is simply not a signature."""
    if len(public_key) != POINT_LENGTH or len(signature) > LONGEST_SIGNATURE:
        return False
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SM2(), public_key)
        key.verify(signature, data, _ALGORITHM)
    except (ValueError, InvalidSignature, InternalError):
        return False
    return True


def _encrypted(plain: bytes, passphrase: str) -> bytes:
    """EncryptedPrivateKeyInfo by PBES2: PBKDF2-HMAC-SHA256, AES-256-CBC."""
    salt, start = os.urandom(16), os.urandom(16)
    secret = pbkdf2_hmac("sha256", passphrase.encode(), salt, ITERATIONS, 32)
    padder, cipher = PKCS7(128).padder(), Cipher(algorithms.AES(secret), modes.CBC(start)).encryptor()
    data = cipher.update(padder.update(plain) + padder.finalize()) + cipher.finalize()
    derivation = algos.KdfAlgorithm(
        {
            "algorithm": "pbkdf2",
            "parameters": algos.Pbkdf2Params(
                {
                    "salt": algos.Pbkdf2Salt(name="specified", value=core.OctetString(salt)),
                    "iteration_count": ITERATIONS,
                    "prf": {"algorithm": "sha256"},
                }
            ),
        }
    )
    scheme = {"algorithm": "aes256_cbc", "parameters": core.OctetString(start)}
    how = algos.EncryptionAlgorithm(
        {
            "algorithm": "pbes2",
            "parameters": algos.Pbes2Params({"key_derivation_func": derivation, "encryption_scheme": scheme}),
        }
    )
    info = keys.EncryptedPrivateKeyInfo({"encryption_algorithm": how, "encrypted_data": data})
    return bytes(info.dump())
