"""Existing licences by spreadsheet: all at once or nothing, by two persons, undone while nothing rests on them."""

import io
import random
import zipfile
from datetime import date, timedelta
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tongban.domains.licences import api as licences
from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.dossier import api as dossier
from tongban.domains.licences.intake import api as intake
from tongban.domains.licences.intake import checking
from tongban.domains.licences.intake.checking import Known, Rules
from tongban.domains.licences.intake.columns import columns_of
from tongban.domains.licences.intake.template import draw
from tongban.domains.licences.models import Licence
from tongban.domains.licences.states import State
from tongban.domains.licences.tests.conftest import NOW, STRANGER, owner
from tongban.domains.licences.tests.test_dossier import seated, themselves
from tongban.domains.registry import api as registry
from tongban.kernel import events, spreadsheets, texts
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Conflict, Refusal
from tongban.kernel.identifiers import CitizenId, CredentialIdentifier, CreditCode

FOOD = LicenceType.model_validate(
    {
        "id": "food_licence",
        "title": {"zh": "食品经营许可证", "en": "Food business licence"},
        "type_code": "11310000MB2F30661Y002",
        "holder": "enterprise",
        "number": "JY{region}{serial:06d}",
        "fields": [{"id": "name", "title": {"zh": "经营者名称", "en": "Operator"}, "from": "holder.name"}],
    }
)
HEADINGS = [
    "持证主体名称",
    "持证主体代码",
    "证照编号",
    "电子证照标识",
    "发证日期",
    "有效期起",
    "有效期止",
    "状态",
    "状态日期",
    "状态原因",
]
NAME, CODE = "云汀松涛（集团）有限公司", "91990102MA0000001X"


def workbook(rows: list[list[Any]], headings: list[str] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "数据"
    for row in [headings or HEADINGS, *rows]:
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def row(name: str, code: object, number: str = "JY-1", **changes: Any) -> list[Any]:
    told = {"标识": None, "发证": "2024-05-06", "起": None, "止": "2029-05-05", "状态": None, "自": None, "因": None}
    told |= changes
    return [name, code, number, *told.values()]


def upload(actor: Actor, data: bytes, **changes: Any) -> intake.Upload:
    told: dict[str, Any] = {
        "name": "food.xlsx",
        "type_id": "food_licence",
        "region": "990102",
        "issuer": registry.get_agency("990102", "market_regulation", on=NOW.date()).id,
        "grade": "A",
        "source": "市监局发证台账",
        "actor": actor,
        "now": NOW,
    }
    return intake.upload(data=data, **(told | changes))


@pytest.fixture
def first(company: registry.SubjectId) -> Actor:
    return seated("first", "approve", region="990100")


@pytest.fixture
def second(company: registry.SubjectId) -> Actor:
    return seated("second", "approve", region="990100")


def code_of(company: registry.SubjectId) -> str:
    return registry.get_enterprise(company).credit_code


def test_a_file_becomes_licences_by_two_persons_and_they_are_found(
    company: registry.SubjectId, first: Actor, second: Actor
) -> None:
    ended = row(NAME, code_of(company), "JY-2", 状态="注销", 自="2025-01-01", 因="企业申请注销")
    found = upload(first, workbook([row(NAME, code_of(company)), ended]))
    assert (found.rows, found.mistakes) == (2, ()) and found.batch is not None
    assert Licence.objects.count() == 0
    with pytest.raises(Refusal, match="same_person"):
        intake.apply(batch=found.batch, actor=first, now=NOW)
    with pytest.raises(Refusal, match="not_found"):
        intake.apply(batch=found.batch, actor=STRANGER, now=NOW)
    assert intake.apply(batch=found.batch, actor=second, now=NOW) == 2
    with pytest.raises(Conflict, match="not_waiting"):
        intake.apply(batch=found.batch, actor=second, now=NOW)

    identifier = licences.find_valid(company, "food_licence", at=NOW)
    assert identifier is not None and CredentialIdentifier.parse(identifier)
    told = licences.verify_by_identifier(identifier, holder_name=NAME, now=NOW)
    assert told.state is State.VALID and told.licence is not None
    assert (told.licence.origin, told.licence.grade, told.licence.source) == ("imported", "A", "市监局发证台账")
    seen = dossier.get_dossier_then(company, as_of=date(2024, 12, 31), actor=owner(company), now=NOW)
    assert [(one.number, one.state, one.origin) for one in seen.licences if one.number == "JY-2"] == [
        ("JY-2", State.VALID, "imported")
    ]
    states = {one.number: one.state for one in licences.get_dossier(company, actor=owner(company), now=NOW).licences}
    assert states == {"JY-1": State.VALID, "JY-2": State.REVOKED}


@pytest.mark.parametrize("grade", ["C", "D"])
def test_what_nobody_has_compared_replaces_no_paper(
    company: registry.SubjectId, grade: str, *, first: Actor, second: Actor
) -> None:
    found = upload(first, workbook([row(NAME, code_of(company))]), grade=grade)
    assert found.batch is not None
    intake.apply(batch=found.batch, actor=second, now=NOW)
    assert licences.find_valid(company, "food_licence", at=NOW) is None


def test_every_mistake_is_named_by_its_cell_and_nothing_is_kept(company: registry.SubjectId, first: Actor) -> None:
    good = code_of(company)
    wrong = good[:-1] + ("A" if good[-1] != "A" else "B")
    data = workbook(
        [
            row(NAME, wrong),
            row(NAME, good, "JY-2", 发证="昨天"),
            row(NAME, good, "JY-3", 止="2023-01-01"),
            row(NAME, good, "JY-4", 状态="丢了"),
            row(NAME, good, "JY-4", 状态="撤销"),
            row("别的公司", good, "JY-5"),
            row("没登记的公司", "91350100M000100Y43", "JY-6"),
            row(NAME, good, "JY-7", 标识="1.2.156.3005.2.11310000MB2F30661Y002.91350100M000100Y43.1.001.X"),
            row("", good, "JY-8"),
            row(NAME, 9.135010000010043e17, "JY-9"),
        ]
    )
    found = upload(first, data)
    told = {(one.cell, one.code.rsplit(".", 1)[1]) for one in found.mistakes}
    assert found.batch is None and found.rows == 10
    assert told >= {
        ("E3", "not_a_day"),
        ("G4", "ends_before_start"),
        ("H5", "state_unknown"),
        ("C6", "number_twice"),
        ("I6", "since_when"),
        ("J6", "reason_needed"),
        ("A7", "holder_name_differs"),
        ("B8", "holder_unknown"),
        ("A10", "empty"),
        ("B11", "figures_lost"),
    }
    assert {cell for cell, _ in told} >= {"B2", "D9"}
    for one in found.mistakes:
        assert texts.say(one.code, "zh", **one.values) and texts.say(one.code, "en", **one.values)
    assert [one.cell for one in found.mistakes] == sorted(
        (one.cell for one in found.mistakes), key=lambda cell: (int("".join(filter(str.isdigit, cell))), cell)
    )
    assert intake.list_batches(actor=first, now=NOW) == []


def test_headings_may_stand_in_any_order_and_unknown_ones_are_named(company: registry.SubjectId, first: Actor) -> None:
    turned = list(reversed(HEADINGS))
    assert upload(first, workbook([list(reversed(row(NAME, code_of(company))))], turned)).mistakes == ()
    wrong = upload(first, workbook([], [*HEADINGS[:2], "备注", HEADINGS[0]]))
    assert [(one.cell, one.code.rsplit(".", 1)[1]) for one in wrong.mistakes if one.cell] == [
        ("C1", "unknown"),
        ("D1", "twice"),
    ]
    assert {one.title for one in wrong.mistakes if not one.cell} == {"证照编号", "发证日期"}


def test_unknown_holders_are_entered_only_when_the_owner_says_so(first: Actor, second: Actor) -> None:
    head = str(CitizenId.compose(region="500107", born_on=date(1988, 1, 2), sequence=31))
    more = ["登记地区划代码", "住所", "成立日期", "法定代表人姓名", "法定代表人身份号码"]
    line = [*row("云汀新月餐饮有限公司", "91350100M000100Y43"), "990102", "望潮路9号", "2020-02-02", "陆小雨", head]
    data = workbook([line], HEADINGS + more)
    refused = upload(first, data)
    assert [(one.cell, one.code) for one in refused.mistakes] == [("B2", "licences.intake.cell.holder_unknown")]
    found = upload(first, data, may_register=True)
    assert found.batch is not None and intake.get_batch(found.batch, actor=second).unknown == 1
    intake.apply(batch=found.batch, actor=second, now=NOW)
    entered = registry.find_enterprise("91350100M000100Y43")
    assert entered is not None and entered.legal_representative_name == "陆小雨"
    incomplete = [*line[:-2], None, "11010119900307001X"]
    incomplete[1], incomplete[2] = "91110000600007352M", "JY-2"
    told = upload(first, workbook([incomplete], HEADINGS + more), may_register=True)
    assert {(one.cell, one.code.rsplit(".", 1)[1]) for one in told.mistakes} >= {("N2", "needed_for_new_holder")}
    assert "O2" in {one.cell for one in told.mistakes}


def test_a_file_is_taken_once_and_undone_while_nothing_rests_on_it(
    company: registry.SubjectId, founder: registry.SubjectId, *, first: Actor, second: Actor
) -> None:
    data = workbook([row(NAME, code_of(company))])
    batch = upload(first, data).batch
    assert batch is not None
    with pytest.raises(Conflict, match="already"):
        upload(first, data)
    intake.apply(batch=batch, actor=second, now=NOW)
    with pytest.raises(Refusal, match="reason_missing"):
        intake.undo(batch=batch, reason=" ", actor=second, now=NOW)
    assert intake.undo(batch=batch, reason="传错了文件", actor=second, now=NOW) == 1
    assert licences.find_valid(company, "food_licence", at=NOW) is None
    assert [one.type for one in events.read(str(batch))][-1] == "licences.intake_undone.v1"

    again = upload(first, data).batch
    assert again is not None
    intake.apply(batch=again, actor=second, now=NOW)
    made = Licence.objects.get()
    later = NOW + timedelta(days=1)
    told: dict[str, Any] = {"subject": company, "as_of": later.date(), "address_of": lambda number: number}
    reader = themselves(founder)
    registry.represent(
        account=registry.AccountId.parse(reader.label), subject=company, role="agent", actor=first_admin(), now=NOW
    )
    reader = registry.actor_of(registry.AccountId.parse(reader.label), now=later)
    dossier.print_dossier(actor=reader, now=later, **told)
    with pytest.raises(Refusal, match="built_upon") as refused:
        intake.undo(batch=again, reason="再次撤销", actor=second, now=later)
    assert refused.value.values["printed"] == 1
    assert Licence.objects.get() == made and not intake.get_batch(again, actor=second).may_undo


def first_admin() -> Actor:
    return seated("admin", "administer", region="990102")


def test_what_changed_since_the_upload_is_told_and_nothing_is_written(
    company: registry.SubjectId, first: Actor, second: Actor
) -> None:
    one, other = (
        upload(first, workbook([row(NAME, code_of(company), 止=until)])).batch for until in ("2029-05-05", None)
    )
    assert one is not None and other is not None
    intake.apply(batch=one, actor=second, now=NOW)
    with pytest.raises(Refusal, match="stale") as refused:
        intake.apply(batch=other, actor=second, now=NOW)
    assert [one.cell for one in cast(list[intake.Mistake], refused.value.values["mistakes"])] == ["C2"]
    intake.discard(batch=other, actor=first, now=NOW)
    assert intake.get_batch(other, actor=first).state == "discarded" and Licence.objects.count() == 1


def test_only_the_issuer_or_an_administrator_of_the_region_imports(company: registry.SubjectId) -> None:
    data = workbook([row(NAME, code_of(company))])
    for actor in (STRANGER, seated("reader", "review"), owner(company)):
        with pytest.raises(Refusal, match=r"kernel\.authz\.denied"):
            upload(actor, data)
    assert upload(first_admin(), data).batch is not None


def test_the_template_is_a_file_that_can_be_filled_in(company: registry.SubjectId, first: Actor) -> None:
    name, data = intake.get_template("food_licence", "990102", may_register=False, actor=first)
    book = load_workbook(io.BytesIO(data))
    sheet = book["数据"]
    assert (
        name == "food_licence.xlsx" and [str(cell.value).rstrip("*") for cell in sheet[1]][: len(HEADINGS)] == HEADINGS
    )
    assert all(cell.comment for cell in sheet[1]) and "说明" in book.sheetnames
    sheet.append(row(NAME, code_of(company)))
    kept = io.BytesIO()
    book.save(kept)
    assert upload(first, kept.getvalue()).mistakes == ()


def test_a_csv_in_the_encoding_of_the_country_is_read(company: registry.SubjectId, first: Actor) -> None:
    lines = [",".join(HEADINGS), ",".join(str(cell or "") for cell in row(NAME, code_of(company)))]
    for number, encoding in enumerate(("gb18030", "utf-8-sig")):
        text = "\r\n".join(lines).replace("JY-1", f"JY-{number}")
        assert upload(first, text.encode(encoding), name="a.csv").mistakes == ()


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b"0" * 250_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xlsx", "not_a_sheet"),
        (b"%PDF-1.7", "a.pdf", "not_a_sheet"),
        (b"PK\x03\x04broken", "a.xlsx", "unreadable"),
        (b"x" * 10_000_001, "a.csv", "too_large"),
        (b"\xff\xfe\x00\x81\xff", "a.csv", "unreadable"),
        (b"\n\n,,\n", "a.csv", "empty"),
    ],
    ids=["nothing", "pdf", "broken", "large", "bytes", "empty"],
)
def test_files_that_cannot_be_read_are_refused(data: bytes, name: str, code: str) -> None:
    with pytest.raises(Refusal, match=rf"kernel\.sheet\.{code}"):
        spreadsheets.read(data, name)


def test_what_would_unpack_to_too_much_is_not_unpacked() -> None:
    with pytest.raises(Refusal, match="too_large"):
        spreadsheets.read(bomb(), "a.xlsx")


# mutated files never crash -------------------------------------------------------------------------------------------

CELLS = (
    st.none()
    | st.text(max_size=30)
    | st.integers()
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.booleans()
    | st.dates(date(1, 1, 1), date(9999, 12, 31))
    | st.datetimes()
    | st.sampled_from(["2026-02-30", "#REF!", "有效", "1.2.156.3005.2", "9E+17", CODE, "0", "'", "=1+1", "\0"])
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELLS, max_size=14), max_size=6), st.permutations(HEADINGS), st.booleans())
def test_whatever_stands_in_the_cells_is_told_and_never_crashes(
    rows: list[list[Any]], headings: list[str], may_register: bool
) -> None:
    lines = [spreadsheets.Line(1, tuple(headings))]
    lines += [spreadsheets.Line(number, tuple(cells)) for number, cells in enumerate(rows, start=2)]
    wanted = Rules(FOOD, may_register)
    parsed, mistakes = checking.read_rows([spreadsheets.Sheet("数据", tuple(lines))], wanted)
    known = Known(today=NOW.date(), type_code=FOOD.type_code or "", issuer_code="91350100M000100Y43")
    told = checking.in_order([*mistakes, *checking.check(parsed, wanted, known)], [])
    assert not rows or told, "no random row is a licence"
    assert all(texts.say(one.code, "zh", **one.values) for one in told)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 2**31), st.integers(1, 40))
def test_a_damaged_file_is_refused_or_read_but_never_crashes(noise: bytes, seed: int, count: int) -> None:
    data = bytearray(draw(FOOD, may_register=True))
    dice = random.Random(seed)  # noqa: S311  (no secret: which bytes are damaged)
    for place in dice.choices(range(len(data)), k=count):
        data[place] = dice.randrange(256)
    for made in (bytes(data), bytes(data[: dice.randrange(len(data))]), noise, b"PK\x03\x04" + noise):
        for name in ("a.xlsx", "a.csv"):
            try:
                found = spreadsheets.read(made, name)
            except Refusal as refusal:
                assert refusal.code.startswith("kernel.sheet.")
            else:
                checking.read_rows(found, Rules(FOOD, True))


def test_columns_are_told_in_both_languages() -> None:
    for column in columns_of(FOOD, may_register=True):
        assert column.title.zh and column.title.en and column.help.zh and column.help.en


def test_hundreds_of_rows_go_in_at_once(company: registry.SubjectId, first: Actor, second: Actor) -> None:
    code = code_of(company)
    data = workbook([row(NAME, code, f"JY-{number:05}") for number in range(600)])
    found = upload(first, data)
    assert found.batch is not None and found.rows == 600
    assert intake.apply(batch=found.batch, actor=second, now=NOW) == 600
    assert Licence.objects.values("identifier").distinct().count() == 600
    assert str(CreditCode.parse(code)) == code
