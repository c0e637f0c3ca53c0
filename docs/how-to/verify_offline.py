"""python verify_offline.py LICENCE.ofd ROOT.pem: who sealed it, and that nothing changed (verify-a-licence.md)."""

import base64
import hashlib
import re
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

from tongsuopy.crypto import exceptions, hashes
from tongsuopy.crypto.asymciphers import ec


def need(holds, fault):
    if not holds:
        sys.exit(f"不可信 NOT VALID: {fault}")


def inside(der):  # the elements in DER: tag, content, whole
    start, size = 2, der[1] if der else 0
    if size & 0x80:
        start, size = 2 + (size & 0x7F), int.from_bytes(der[2 : 2 + (size & 0x7F)], "big")
    return [(der[0], der[start : start + size], der[: start + size]), *inside(der[start + size :])] if der else []


def by(key, signature, data):  # SM2 with SM3 and the default id; a bit string begins with the number of unused bits
    with suppress(ValueError, exceptions.InvalidSignature, exceptions.InternalError):
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SM2(), inside(key)[1][1][1:])
        return point.verify(signature[1:], data, ec.ECDSA(hashes.SM3())) is None


trusted = base64.b64decode("".join(Path(sys.argv[2]).read_text().split("-----")[2].split()))
root, root_key = inside(inside(inside(trusted)[0][1])[0][1])[5:7]
with zipfile.ZipFile(sys.argv[1]) as archive:
    need(sum(one.file_size for one in archive.infolist()) < 80_000_000, "太大 too large")
    files = {name: archive.read(name) for name in archive.namelist()}
xml, value = (files.pop(f"Doc_0/Signs/Sign_0/{one}", b"") for one in ("Signature.xml", "SignedValue.dat"))
need(value and len(files) + 2 == len(archive.namelist()), "没有印章，或部件重名 no seal, or a part twice")
told = dict(re.findall(r'FileRef="/([^"]+)"><ofd:CheckValue>([^<]+)<', xml.decode()))  # signed, and written by us
for name in told.keys() | files.keys():
    digest = base64.b64encode(hashlib.new("sm3", files.get(name, b"")).digest()).decode()
    need(name in files and told.get(name) == digest, f"被改动 changed, added or gone: {name}")
stamp, signer, _, signature = inside(inside(value)[0][1])[:4]  # GB/T 38540, version 4
_, seal, at, digest = inside(stamp[1])[:4]
info, maker, _, seal_signature = inside(seal[1])[:4]
_, title, _, signers, made, start, end = inside(inside(info[1])[2][1])
for whose, then, proof, signed in ((maker, made, seal_signature, info), (signer, at, signature, stamp)):
    body, _, issued = inside(inside(whose[1])[0][1])
    issuer, dates, _, key = inside(body[1])[3:7]
    need(issuer[2] == root[2] and by(root_key[1], issued[1], body[2]), "证书不是该根证书签发 another root")
    first, last = (one[1][-13:] for one in inside(dates[1]))
    need(first <= then[1][-13:] <= last, "证书当时不在有效期 the certificate was not valid then")
    need(by(key[1], proof[1], signed[2]), "印章或签名不对 the seal or the signature is wrong")
need(start[1] <= at[1] <= end[1], "盖章时印章不在有效期 the seal was not valid when it was set")
need(signer[1] in [one[1] for one in inside(signers[1])], "签章人不属于这枚印章 the signer is not of this seal")
need(digest[1][1:] == hashlib.new("sm3", xml).digest(), "签名的是别的文件 the signature is for another file")
said = dict(re.findall(r'Name="(\w+)">([^<]*)<', files["OFD.xml"].decode()))  # by the short names of GB/T 36903
sys.stdout.write(f"可信 VALID: {title[1].decode()} {at[1].decode()} {said}\n")
