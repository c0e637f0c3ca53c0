"""Further declarations for the town: what one joint handling, one item in its turn and one renewal need."""

import json
import re
import shutil
from pathlib import Path

import yaml
from django.conf import settings

from tongban.domains.cases.tests.town import KINDS, PACKS
from tongban.kernel import packs

SOURCE = {"document": "demo", "place": "第一条"}
ITEM = {
    "summary": {"zh": "测试用事项。", "en": "An item for tests."},
    "source": SOURCE,
    "audience": ["natural_person", "enterprise"],
    "legal_basis": [SOURCE],
    "visits": 0,
    "online_depth": [1, 4],
    "kind": "01",
    "agency": "market_regulation",
    "accepted_by": "service_centre",
}
LAST = {"id": "approve", "title": {"zh": "决定", "en": "Decision"}, "duty": "approve", "decides": True}
FILES = {
    "services/canopy_item.yaml": ITEM
    | {
        "id": "canopy_item",
        "title": {"zh": "雨棚许可", "en": "Canopy permit"},
        "form": "open-shop",
        "steps": [
            {
                "id": "fire",
                "title": {"zh": "消防意见", "en": "Fire opinion"},
                "duty": "review",
                "agency": "public_security",
            },
            LAST | {"kind": "collective", "signatures": 3, "after": ["fire"]},
        ],
        "clocks": {"statutory": "clocks.shop.statutory", "promised": "clocks.shop.promise"},
        "result": {"title": {"zh": "批复", "en": "Approval"}, "kind": "approval"},
        "standalone": False,
    },
    "services/renewal_item.yaml": ITEM
    | {
        "id": "renewal_item",
        "title": {"zh": "许可延续", "en": "Renewal of the permit"},
        "form": "stall",
        "steps": [LAST],
        "clocks": {"promised": "clocks.shop.promise"},
        "renewal": {
            "licence": "canteen_permit",
            "opens": "clocks.renewal.opens",
            "closes": "clocks.renewal.closes",
            "basis": {"document": "行政许可法", "place": "第五十条"},
        },
        "result": {"title": {"zh": "延续决定", "en": "Decision"}, "kind": "approval"},
    },
    "packages/open_canteen.yaml": {
        "id": "open_canteen",
        "title": {"zh": "开办食堂", "en": "Open a canteen"},
        "summary": {"zh": "联合办理。", "en": "Handled jointly."},
        "source": SOURCE,
        "accepted_by": "service_centre",
        "lead": "market_regulation",
        "audience": ["natural_person"],
        "legal_basis": [SOURCE],
        "items": [
            {"service": "shop_item"},
            {"service": "insurance_item"},
            {"service": "canopy_item", "after": ["shop_item"], "starts": "in_turn"},
        ],
        "form": "open-shop",
        "clocks": {"statutory": "clocks.joint_licensing.statutory", "promised": "clocks.joint_licensing.statutory"},
        "extension": {
            "by": "clocks.joint_licensing.extension",
            "approved_by": "lead",
            "basis": {"document": "行政许可法", "place": "第四十二条第二款"},
        },
        "visits": 0,
        "online_depth": [1, 4],
    },
}
WINDOWS = {"opens": 90, "closes": 30}


def with_joint_handling(folder: Path) -> packs.Library:
    """The town's library with these declarations, written to a folder of this test."""
    town = folder / "town"
    shutil.copytree(PACKS / "town", town)
    for name, declared in FILES.items():
        _write(town / name, declared)
    for name, value in WINDOWS.items():
        dated = {"value": value, "source": "行政许可法 第五十条", "published": "2003-08-27"}
        _write(
            town / f"parameters/clocks/renewal/{name}.yaml",
            {
                "unit": "working_day",
                "kind": "number",
                "statute": None,
                "overrides": None,
                "values": {"2004-07-01": dated | {"applies_from": None, "note": None}},
            },
        )
    powers = town / "lists" / "powers.yaml"
    listed = yaml.safe_load(powers.read_text("utf-8"))
    for item in ("canopy_item", "renewal_item"):
        listed["entries"].append({"item": item, "title": {"zh": item, "en": item}})
    _write(powers, listed)
    national, _ = packs.read_pack(settings.PACKS_FOLDER / "national", KINDS, root=settings.PACKS_FOLDER)
    local, problems = packs.read_pack(town, KINDS, root=folder)
    if national is None or local is None or problems:
        raise ValueError(problems)
    return packs.Library([national, local])


def _write(file: Path, content: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(json.loads(json.dumps(content, default=str)), allow_unicode=True, sort_keys=False)
    file.write_text(re.sub(r"'(\d{4}-\d\d-\d\d)'", r"\1", text), "utf-8")
