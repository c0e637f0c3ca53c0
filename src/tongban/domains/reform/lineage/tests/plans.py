"""Two fictional plans, of a city and of one of its districts, and one that prints the city's tasks beside its own."""

from datetime import date

from tongban.domains.reform.ledger.models import LedgerItem, LedgerMeasure, LedgerPlan, ResponsibleUnit
from tongban.domains.reform.lineage.texts import Task
from tongban.kernel.actors import Actor, PostGrant

CITY, DISTRICT, ELSEWHERE = "990100", "990101", "990200"
WATER = "2026年底前将小型项目接水办理时间压缩至4个工作日以内。"
TREES = "编制行道树名录并向社会公开，每季度更新一次，对更新不及时的予以通报。"
FERRY = "推行渡口船票电子化。"
LIBRARY = "探索在社区图书室设置二十四小时借还柜。"
TOOK_WATER = "将小型项目接水办理时间压缩至6个工作日以内，由供水公司派专人上门。"
TOOK_TREES = "编制行道树名录并向社会公开，每季度更新一次。"
TOOK_LIBRARY = "在全部社区图书室设置二十四小时借还柜。"
ALONE = "为养蜂农户办理花期补贴。"


def task(key: str, text: str, **more: str) -> Task:
    return Task(key, text, **more)  # type: ignore[arg-type]


UPPER = (task("water", WATER), task("trees", TREES), task("ferry", FERRY), task("library", LIBRARY))
LOWER = (task("w", TOOK_WATER), task("t", TOOK_TREES), task("l", TOOK_LIBRARY), task("bees", ALONE))


def write_plan(region: str, texts: tuple[str, ...], *, number: str, quoted: tuple[str, ...] = ()) -> LedgerPlan:
    """A plan in the ledger, one item for each text."""
    plan = LedgerPlan.objects.create(
        region=region,
        title=f"提速方案{number}",
        number=number,
        issuer="青川市人民政府",
        issued_on=date(2026, 3, 1) if region == CITY else date(2026, 6, 1),
        rows=len(texts),
        imported_at="2026-06-02T00:00:00Z",
    )
    for position, text in enumerate(texts, start=1):
        item = LedgerItem.objects.create(plan=plan, position=position, number=position, chapter="一、办事", title="")
        measure = LedgerMeasure.objects.create(
            plan=plan,
            item=item,
            region=region,
            position=1,
            text=text,
            anchor=f"#{position}",
            upper=quoted[position - 1] if quoted else "",
        )
        unit = "市水务局" if "水" in text else "市城管局"
        ResponsibleUnit.objects.create(
            measure=measure, role="lead", position=1, name=unit if region == CITY else f"区{unit[1:]}"
        )
    return plan


def officer(duty: str, region: str = DISTRICT) -> Actor:
    regions = frozenset({CITY, DISTRICT} if region == CITY else {region})
    post = PostGrant(post_id=1, agency_id=1, region=region, regions=regions, duties=frozenset({duty}))
    return Actor(account_id=None, label=f"account_{duty}_{region}", posts=(post,))
