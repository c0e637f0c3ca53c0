"""Numbers that the state defines, each a small frozen type that holds only valid text.

`parse` takes what people type (spaces around it, small letters, full-width digits) and refuses everything else with a
`kernel.identifier.…` code; `str()` gives the canonical text. Standards: GB 32100-2015, GB 11714, GB 11643-1999,
GB/T 2260, GB/T 36904-2018, GB/T 39554.1-2020. Check characters are computed by python-stdnum, except GB 11714.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self
from unicodedata import normalize

from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_37_36

from tongban.kernel.errors import Refusal

_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CREDENTIAL_ROOT = "1.2.156.3005.2"
_PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")
_LOCAL_PROVINCE = "99"


def _clean(text: str) -> str:
    return normalize("NFKC", text).strip().upper()


@dataclass(frozen=True, slots=True, order=True)
class OrganisationCode:
    """组织机构代码 GB 11714: eight characters and a check character, as it stands inside a credit code."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `XXXXXXXX-X` or nine characters. Refuses `kernel.identifier.organisation_{malformed,check}`."""
        code = _clean(text).replace("-", "")
        if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
            raise Refusal("kernel.identifier.organisation_malformed", given=text[:40])
        if cls._check(code[:8]) != code[8]:
            raise Refusal("kernel.identifier.organisation_check", given=code)
        return cls(code)

    @classmethod
    def compose(cls, body: str) -> Self:
        """The code whose first eight characters are `body`. Refuses `kernel.identifier.organisation_malformed`."""
        return cls.parse(body + cls._check(body) if re.fullmatch(r"[0-9A-Z]{8}", body) else body)

    @staticmethod
    def _check(body: str) -> str:
        total = sum(_BASE36.index(sign) * weight for sign, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
        return "0123456789X0"[11 - total % 11]

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class RegionCode:
    """行政区划代码 GB/T 2260, six digits, or a local code `99xxxx` for places that the standard does not number.

    The shape and the province are checked here; which codes exist on which day is dated data of the packs.
    """

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Refuses `kernel.identifier.region_malformed` (not six digits) and `…region_unknown_province`."""
        code = _clean(text)
        if not re.fullmatch(r"[0-9]{6}", code):
            raise Refusal("kernel.identifier.region_malformed", given=text[:40])
        if not _PROVINCES.fullmatch(code[:2]) and code[:2] != _LOCAL_PROVINCE:
            raise Refusal("kernel.identifier.region_unknown_province", given=code)
        if code[2:4] == "00" and code[4:] != "00":
            raise Refusal("kernel.identifier.region_malformed", given=code)
        return cls(code)

    @property
    def is_local(self) -> bool:
        """True for the local code space `99xxxx`."""
        return self.text.startswith(_LOCAL_PROVINCE)

    @property
    def province(self) -> str:
        """The code of the province-level region that holds this one."""
        return self.text[:2] + "0000"

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class CreditCode:
    """统一社会信用代码 GB 32100-2015: department, kind, region, organisation code, check character."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Refuses `kernel.identifier.credit_code_malformed` (18 signs of its alphabet) and `…credit_code_check`."""
        code = _clean(text)
        if not re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}", code):
            raise Refusal("kernel.identifier.credit_code_malformed", given=text[:40])
        expected = uscc.calc_check_digit(code[:17])
        if expected != code[17]:
            raise Refusal("kernel.identifier.credit_code_check", given=code, expected=expected)
        return cls(code)

    @classmethod
    def compose(cls, *, department: str, kind: str, region: str, organisation: str) -> Self:
        """A code from its parts; `organisation` is the nine-character organisation code. Refuses like `parse`."""
        body = department + kind + region + str(OrganisationCode.parse(organisation))
        if not re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}", body):
            raise Refusal("kernel.identifier.credit_code_malformed", given=body[:40])
        return cls.parse(body + uscc.calc_check_digit(body))

    @property
    def department(self) -> str:
        """登记管理部门: 9 market regulation, 1 establishment office, 5 civil affairs, …"""
        return self.text[0]

    @property
    def kind(self) -> str:
        """机构类别 within the department."""
        return self.text[1]

    @property
    def region(self) -> str:
        """The six digits of the registering authority's region on the day of registration (it may be retired since)."""
        return self.text[2:8]

    @property
    def organisation(self) -> str:
        """The nine signs of the organisation code, unchecked: see `warnings`."""
        return self.text[8:17]

    @property
    def warnings(self) -> tuple[str, ...]:
        """Codes of doubts that do not make the code invalid: real codes exist whose inner check character is wrong."""
        try:
            OrganisationCode.parse(self.organisation)
        except Refusal:
            return ("kernel.identifier.credit_code_inner_check",)
        return ()

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True, repr=False)
class CitizenId:
    """公民身份号码 GB 11643-1999. Personal data: `repr` and `masked` hide the birth day and the sequence.

    The first six digits are the region at first registration, so retired codes are right and are not looked up.
    """

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Refuses `kernel.identifier.citizen_id_{malformed,birth,check}`; a refusal never repeats the number."""
        code = _clean(text)
        if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", code):
            raise Refusal("kernel.identifier.citizen_id_malformed")
        try:
            date.fromisoformat(f"{code[6:10]}-{code[10:12]}-{code[12:14]}")
        except ValueError:
            raise Refusal("kernel.identifier.citizen_id_birth") from None
        if ric.calc_check_digit(code) != code[17]:
            raise Refusal("kernel.identifier.citizen_id_check")
        return cls(code)

    @classmethod
    def compose(cls, *, region: str, born_on: date, sequence: int) -> Self:
        """The number of the `sequence`-th (0–999) registration of a day; fixtures need it. Refuses like `parse`."""
        body = f"{region}{born_on:%Y%m%d}{sequence:03d}"
        if not re.fullmatch(r"[1-9][0-9]{16}", body):
            raise Refusal("kernel.identifier.citizen_id_malformed")
        return cls.parse(body + ric.calc_check_digit(body + "0"))

    @property
    def region(self) -> str:
        return self.text[:6]

    @property
    def born_on(self) -> date:
        return date.fromisoformat(f"{self.text[6:10]}-{self.text[10:12]}-{self.text[12:14]}")

    @property
    def is_male(self) -> bool:
        """The last sequence digit is odd for men, even for women."""
        return int(self.text[16]) % 2 == 1

    @property
    def masked(self) -> str:
        """`110105**********2X`: region and last two signs only, safe on a screen."""
        return self.text[:6] + "*" * 10 + self.text[-2:]

    def __repr__(self) -> str:
        return f"CitizenId({self.masked})"

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class CredentialIdentifier:
    """电子证照标识 GB/T 36904-2018: `1.2.156.3005.2.<type 21>.<issuer 18>.<serial>.<version 3>.<check>`.

    The check character is ISO 7064 MOD 37,36 over type, issuer, serial and version without dots.
    """

    type_code: str
    issuer: str
    serial: str
    version: str
    check: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Refuses `kernel.identifier.credential_malformed`, `…credential_check`, and the credit codes' refusals."""
        code = _clean(text)
        root, signs = re.escape(_CREDENTIAL_ROOT), "[0-9A-Z]"
        parts = re.fullmatch(
            rf"{root}\.({signs}{{18}}[0-9]{{3}})\.({signs}{{18}})\.({signs}{{1,64}})\.([0-9]{{3}})\.({signs})", code
        )
        if parts is None or parts[4] == "000":
            raise Refusal("kernel.identifier.credential_malformed", given=text[:120])
        CreditCode.parse(parts[1][:18])
        CreditCode.parse(parts[2])
        expected = mod_37_36.calc_check_digit("".join(parts.groups()[:4]))
        if expected != parts[5]:
            raise Refusal("kernel.identifier.credential_check", given=code[:120], expected=expected)
        return cls(*parts.groups())

    @classmethod
    def compose(cls, *, type_code: str, issuer: CreditCode, serial: str, version: int = 1) -> Self:
        """The identifier of one version of one document.

        `type_code`: 18 signs of the credit code that defines the type and three digits; `serial`: [0-9A-Z], unique for
        issuer and type; `version` 1–999. Refuses like `parse`.
        """
        body = f"{type_code}{issuer}{serial}{version:03d}".upper()
        check = mod_37_36.calc_check_digit(body) if re.fullmatch(r"[0-9A-Z]+", body) else "0"
        return cls.parse(f"{_CREDENTIAL_ROOT}.{type_code}.{issuer}.{serial}.{version:03d}.{check}")

    def __str__(self) -> str:
        return ".".join((_CREDENTIAL_ROOT, self.type_code, self.issuer, self.serial, self.version, self.check))


@dataclass(frozen=True, slots=True, order=True)
class ImplementationCode:
    """实施编码: the implementing body's credit code (18), the level that exercises the power (1), the basic code (12).

    A business item adds two digits (业务办理项编码, 33); `item` is then "01" …, else empty.
    """

    body: str
    level: str
    basic: str
    item: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Refuses `kernel.identifier.implementation_malformed` and the credit code's refusals."""
        code = _clean(text)
        parts = re.fullmatch(r"([0-9A-Z]{18})([1-9])([0-9]{12})((?:[0-9]{2})?)", code)
        if parts is None or parts[4] == "00":
            raise Refusal("kernel.identifier.implementation_malformed", given=text[:60])
        CreditCode.parse(parts[1])
        return cls(*parts.groups())

    def __str__(self) -> str:
        return self.body + self.level + self.basic + self.item
