"""The short names of GB/T 36903-2018 under which other platforms know the metadata of a licence. Pure.

This is the only place where they stand; everything else asks by the words on the left.
"""

from collections.abc import Mapping

from tongban.kernel.errors import Refusal

SHORT_NAMES: Mapping[str, str] = {
    "title": "ZZMC",
    "type_code": "ZZLXDM",
    "number": "ZZBH",
    "identifier": "ZZBS",
    "issuer": "ZZBFJG",
    "issuer_code": "ZZBFJGDM",
    "issued_on": "ZZBFRQ",
    "holder": "CZZT",
    "holder_code": "CZZTDM",
    "holder_code_kind": "CZZTDMLX",
    "holder_code_kind_code": "CZZTDMLXDM",
    "valid_from": "ZZYXQQSRQ",
    "valid_until": "ZZYXQJZRQ",
    "made_at": "CJSJ",
    "sealer": "ZZQZR",
    "sealed_at": "ZZQZSJ",
    "seal": "ZZQZMC",
    "copy_made_at": "JZJZZSJ",
    "copy_maker": "JZJZZZ",
    "copy_purpose": "JZJZZSY",
    "copy_valid_until": "JZJYXQJZSJ",
}
OWN = "KZ_"
"""What a type adds to the national names begins with this."""
PDF_DIGEST = f"{OWN}PDF_SM3"
"""SM3 of the PDF twin in hexadecimal: the seal over the OFD vouches for the PDF too."""
ENDLESS = "长期"
HOLDER_CODES: Mapping[str, tuple[str, str]] = {
    "person": ("公民身份号码", "111"),
    "enterprise": ("统一社会信用代码", "001"),
}


def short_names(facts: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """Facts under their national short names, in the order of the table; `own` are the type's fields by id."""
    if unknown := sorted(set(facts) - set(SHORT_NAMES)):
        raise Refusal("licences.file.metadata_unknown", names=unknown)
    told = {short: facts[name] for name, short in SHORT_NAMES.items() if name in facts}
    return told | {f"{OWN}{name}": value for name, value in own.items()}


def fact(metadata: Mapping[str, str], name: str) -> str:
    """What metadata under short names says of one fact; empty when it says nothing."""
    return metadata.get(SHORT_NAMES[name], "")
