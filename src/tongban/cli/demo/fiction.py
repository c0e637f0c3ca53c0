"""Names, numbers and answers of the demo city. Nobody here exists: given names are signs of the sexagenary cycle."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from importlib.resources import as_file, files

import typst

from tongban.domains.registry.api import EnterpriseView
from tongban.kernel.identifiers import CitizenId

FONT_PACKAGE = "noto_cjk_sans_otc"
FAMILY = "林周何苏叶程沈陆姚顾钟魏方石尹汪"
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
TRADES = (
    ("餐饮管理", "H6210", "餐饮服务；食品销售（仅销售预包装食品）；会议服务"),
    ("茶业", "F5227", "茶叶零售；茶具销售；文化艺术交流活动组织"),
    ("软件科技", "I6513", "软件开发；信息系统集成服务；技术咨询"),
    ("建材", "F5165", "建筑材料批发；五金产品零售"),
    ("家政服务", "O8010", "家政服务；建筑物清洁服务"),
    ("货运代理", "G5821", "国内货物运输代理；装卸搬运"),
    ("农产品", "F5123", "新鲜蔬菜批发；水果批发；初级农产品收购"),
)
MARKS = "汀澜屿岚溪禾樟枫竹榆桐杉芦苇荷萱松柏榕槐蓝青白棠"
STREETS = ("临江区汀兰街道云桥路", "临江区石屏街道望江路", "青崖区松坪街道青崖大道", "青崖区禾田镇稻香路")


@dataclass(frozen=True, slots=True)
class FictionalPerson:
    name: str
    citizen_id: str
    phone: str


@cache
def fictional_paper(words: str) -> bytes:
    """A one-page PDF that carries only its own title."""
    style = '#set page("a5", flipped: true)\n#set text(font: "Noto Sans CJK SC", 18pt)'
    with as_file(files(FONT_PACKAGE)) as folder:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    return typst.compile(f"{style}\n#align(center + horizon)[{words}]".encode(), format="pdf", font_paths=fonts)


class Fiction:
    """A reproducible source of people and answers: the same seed tells the same year."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  (fiction, not secrecy)
        self._names = self._new_names()
        self._marks = self._new_marks()
        self._serial = 0

    def _new_names(self) -> Iterator[str]:
        for branch in range(12):
            for family in FAMILY:
                for stem in range(branch % 2, 10, 2):
                    yield family + STEMS[stem] + BRANCHES[branch]

    def _new_marks(self) -> Iterator[str]:
        pairs = [first + second for first in MARKS for second in MARKS if first != second]
        self.random.shuffle(pairs)
        yield from pairs

    def person(self) -> FictionalPerson:
        """Somebody new, with a number of the fictional region code and a phone number outside any real series."""
        self._serial += 1
        born_on = date(1965, 1, 1) + timedelta(days=self.random.randrange(35 * 365))
        number = CitizenId.compose(region="990102", born_on=born_on, sequence=self._serial % 1000)
        return FictionalPerson(next(self._names), str(number), f"1990000{self._serial:04d}")

    def company_setup(self, founder: FictionalPerson, *, on: date) -> dict[str, object]:
        """Answers to the form of 开办企业 that a founder of a small firm would give."""
        trade, industry, scope = self.random.choice(TRADES)
        answers: dict[str, object] = {
            "name": f"云汀市{next(self._marks)}{trade}有限公司",
            "company_type": "limited",
            "registered_capital_yuan": self.random.choice((50_000, 100_000, 300_000, 500_000, 1_000_000)),
            "capital_years": 5,
            "industry_code": industry,
            "business_scope": scope,
            "term": "unlimited",
            "legal_representative_name": founder.name,
            "legal_representative_id": founder.citizen_id,
            "legal_representative_phone": founder.phone,
            "legal_representative_post": "director",
            "sole_shareholder": True,
            "contact_name": founder.name,
            "contact_phone": founder.phone,
            "finance_officer_name": founder.name,
            "finance_officer_phone": founder.phone,
        }
        return answers | self._premises(on) | self._tax_and_staff(on) | self._bank_and_seals()

    def address(self) -> str:
        return f"{self.random.choice(STREETS)}{self.random.randrange(1, 200)}号{self.random.randrange(1, 30)}-1"

    def restaurant(self) -> str:
        """The name of a restaurant company that was there before."""
        return f"云汀市{next(self._marks)}餐饮服务有限公司"

    def _premises(self, on: date) -> dict[str, object]:
        return {
            "address": self.address(),
            "premises_right": "leased",
            "lease_until": (on + timedelta(days=700)).isoformat(),
            "premises_nature": "commercial",
            "area_m2": self.random.randrange(20, 400),
            "premises_promise": True,
        }

    def _tax_and_staff(self, on: date) -> dict[str, object]:
        headcount = self.random.choice((0, 1, 2, 3, 5, 8))
        answers: dict[str, object] = {
            "taxpayer_kind": self.random.choice(("small_scale", "small_scale", "general")),
            "invoices_wanted": True,
            "invoice_kinds": ["ordinary"],
            "monthly_sales_yuan": self.random.randrange(1, 40) * 10_000,
            "has_staff": headcount > 0,
        }
        if headcount:
            month = (on.replace(day=1) + timedelta(days=32)).strftime("%Y-%m")
            answers |= {"headcount": headcount, "insurance_from": month}
            answers |= {"monthly_wage_yuan": 4800, "housing_fund_rate": 8}
        return answers

    def _bank_and_seals(self) -> dict[str, object]:
        answers: dict[str, object] = {
            "bank_wanted": True,
            "bank_kind": self.random.choice(("state_owned", "joint_stock", "city", "rural")),
            "bank_consent": True,
            "seal_types": ["company", "finance", "invoice"],
            "seal_material": self.random.choice(("photosensitive", "rubber")),
            "seal_delivery": "counter",
        }
        return answers

    def water_connection(self, *, name: str, person: FictionalPerson, on: date) -> dict[str, object]:
        """Answers to the form of 用水报装: small and large pipes, with and without works outside the plot."""
        has_works = self.random.random() < 0.35
        return {
            "name": name,
            "contact_name": person.name,
            "contact_phone": person.phone,
            "address": f"{self.random.choice(STREETS)}{self.random.randrange(1, 200)}号",
            "use": "non_residential",
            "pipe_diameter": self.random.choice((15, 20, 25, 32, 40, 50, 80, 100)),
            "daily_use_m3": self.random.randrange(1, 60),
            "external_works": has_works,
            "road_works": has_works and self.random.random() < 0.4,
            "low_risk_small": False,
            "survey_day": (on + timedelta(days=3)).isoformat(),
            "survey_half": self.random.choice(("morning", "afternoon")),
        }

    def food_renewal(
        self, enterprise: EnterpriseView, owner: FictionalPerson, *, number: int, on: date
    ) -> dict[str, object]:
        """Answers to the form of 食品经营许可延续: most restaurants change nothing and commit themselves."""
        unchanged = self.random.random() < 0.75
        answers: dict[str, object] = {
            "name": enterprise.name,
            "credit_code": enterprise.credit_code,
            "licence_number": f"JY2990102{number:07d}"[:16].ljust(16, "0"),
            "operator_kind": "catering",
            "address": enterprise.address,
            "contact_name": owner.name,
            "contact_phone": owner.phone,
            "operator_name": enterprise.name,
            "legal_representative_name": owner.name,
            "residence": enterprise.address,
            "items_of_business": "热食类食品制售、自制饮品制售",
            "place_unchanged": True,
            "conditions_unchanged": unchanged,
            "items_unchanged": True,
            "by_commitment": unchanged,
            "expires_on": (on + timedelta(days=60)).isoformat(),
            "safety_officer_name": owner.name,
        }
        return answers | ({"commitment": True} if unchanged else {})

    def working_minutes(self, mean_hours: float) -> int:
        """A believable time on somebody's desk, in minutes of office hours."""
        return max(5, int(self.random.expovariate(1 / (mean_hours * 60))))

    def moment(self, day: date, *, tz: tzinfo) -> datetime:
        """An instant of that day at which people send things off, evenings included."""
        minutes = self.random.randrange(8 * 60, 21 * 60)
        return datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=tz)
