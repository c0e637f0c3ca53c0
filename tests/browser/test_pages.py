"""Every page in both languages on a telephone and a wide screen; what it looks like is kept as pictures."""

from pathlib import Path

import pytest

from tests.browser import ROOT, desk, founding, looking, places
from tests.browser.places import PLACES, Place
from tests.browser.readers import PHONE, WIDE, Reader, Readers
from tests.browser.town import Town

PICTURES = ROOT / ".tongban" / "test" / "screenshots"
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def _name(view: tuple[Place, str]) -> str:
    return f"{view[0].name}-{view[1]}"


@pytest.fixture(scope="module")
def known(readers: Readers, town: Town) -> dict[str, str]:
    """The founder's past in the demo city, a case that wants a paper, a draft, and what lies on the desks."""
    with readers.open("founder") as founder:
        wanted, case = (founding.apply(founder, founding.new_name()) for _ in range(2))
        founding.be_guided(founder)
        founding.begin(founder)
        founding.answer(founder.page, "name", founding.new_name())
        founding.go_on(founder.page)
        delegation, paused = founding.invite(founder), founding.ask_for_a_night_market(founder)
    desk.stop_the_clock(readers, paused, "摊位多、通道窄，消防和人流方案需要专家评审。")
    draft = desk.draft_a_change(readers, "company_setup")
    desk.ask_for_the_address(readers, wanted, "请写明楼层和房号。")
    found = places.look_up(town)
    opened = {
        "look": desk.open_a_dossier(readers, found["company"]),
        "batch": desk.hand_in_old_licences(readers),
        "sheet": desk.fill_in_the_ledger(readers, f"plan_{found['plan']}"),
    }
    made = {"wanted": wanted, "case": case, "paused": paused, "delegation": delegation, "draft": draft}
    return found | opened | made


def test_every_page_is_looked_at() -> None:
    looked_at = {place.route for place in PLACES}
    assert looked_at.isdisjoint(places.NOT_LOOKED_AT)
    assert places.page_routes() == looked_at | places.NOT_LOOKED_AT.keys()


@pytest.mark.parametrize("view", [(place, language) for place in PLACES for language in LANGUAGES], ids=_name)
def test_a_page_is_sound(readers: Readers, known: dict[str, str], view: tuple[Place, str]) -> None:
    place, language = view
    first, second = (WIDE, PHONE) if language == "zh" else (PHONE, WIDE)
    with readers.open(place.reader, screen=first, service_workers="block") as reader:
        reader.speak(LANGUAGES[language])
        scales = looking.Scales(reader.context.new_cdp_session(reader.page))
        page = reader.go(place.address(known))
        faults = [*looking.faults_of_content(page, language), *looking.faults_of_width(page)]
        if scales.bytes > looking.LIMIT:
            faults.append(f"{scales.bytes} bytes")
        faults += looking.faults_of_access(page)
        _keep(reader, place, language)
        page.set_viewport_size(second)
        faults += looking.faults_of_width(page)
        _keep(reader, place, language)
        if language == "en" and (chinese := looking.chinese_words(page)):
            (PICTURES / f"{place.name}-en-chinese.txt").write_text("\n".join(chinese), "utf-8")
        assert faults == []


def _keep(reader: Reader, place: Place, language: str) -> Path:
    PICTURES.mkdir(parents=True, exist_ok=True)
    size = reader.page.viewport_size or {"width": 0}
    path = PICTURES / f"{place.name}-{language}-{size['width']}.jpg"
    reader.page.screenshot(path=path, full_page=True, type="jpeg", quality=60)
    return path
