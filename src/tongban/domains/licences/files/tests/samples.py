"""Faces that look like licences of a fictional city."""

from dataclasses import replace
from datetime import date, datetime

from tongban.domains.licences.files.face import Annotation, Face, FoldedPermit, Line, Table
from tongban.kernel.declaration import Text


def text(zh: str, en: str = "X") -> Text:
    return Text(zh=zh, en=en)


LINES: tuple[Line | Table, ...] = (
    Line(text("名称", "Name"), "云汀松涛精密仪器有限公司", strong=True),
    Line(text("法定代表人", "Legal representative"), "沈知远"),
    Line(text("成立日期", "Established on"), "2026年3月2日"),
    Line(
        text("经营范围", "Scope of business"), "精密仪器制造；软件开发；技术服务、技术咨询（依法批准）" * 2, wide=True
    ),
)
PREMISES = Table(
    text("经营场所", "Premises"),
    (text("地址", "Address"), text("用途", "Use")),
    (("临江区望潮路8号", "总部"), ("临江区滨河大道与望潮路交叉口东南侧一百二十米处厂房三层", "生产")),
)
PERMIT = FoldedPermit(text("食品经营许可证", "Food licence"), "JY15001020000123", text("云汀市市监局"), "2031年3月1日")
FACE = Face(
    layout="certificate",
    title=text("营业执照", "Business licence"),
    number="91990102MA7K3X2B5T",
    identifier="1.2.156.3005.2.11310000MB2F30661Y001.91350100M000100Y43.20260000012.001.F",
    lines=LINES,
    permits=(),
    issuer=text("云汀市市场监督管理局", "Yunting Market Regulation"),
    issued_at=datetime.fromisoformat("2026-03-02T15:00:00+08:00"),
    valid_from=date(2026, 3, 2),
    valid_until=date(2031, 3, 1),
    address="https://example.invalid/verify/abcdefgh",
    metadata={"ZZMC": "营业执照", "ZZBH": "91990102MA7K3X2B5T", "KZ_scope": "<软件>&“开发”"},
)
PORTRAIT = replace(FACE, layout="portrait", lines=(*LINES, PREMISES), permits=(PERMIT,))
CARD = replace(FACE, layout="card", lines=LINES[:3], title=text("搬运工作证", "Porter card"))
NOTE = Annotation("申请银行账户", "云汀银行", "云汀市政务服务", FACE.issued_at, date(2026, 4, 2))
DOC_ID = "0123456789abcdef" * 2
