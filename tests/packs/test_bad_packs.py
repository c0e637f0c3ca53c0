"""Every check finds its planted mistake: the right name, file and line, and a way to mend it."""

import shutil
from dataclasses import dataclass

import pytest

from tests.packs.conftest import Folder
from tests.packs.planted_licences import LICENCES
from tongban.config.packs import CHECKS
from tongban.kernel.packs import Problem


@dataclass(frozen=True, slots=True)
class Planted:
    """A replacement in one file, and the check that must find it (`at`: another file and the text of its line)."""

    check: str
    file: str
    old: str
    new: str
    at: tuple[str, str] | None = None
    down: int = 0


KIOSK, STAMP, OPENING = "town/services/kiosk.yaml", "town/services/stamp.yaml", "town/packages/opening.yaml"
FORM, STORY = "town/forms/kiosk.json", "town/stories/kiosk.yaml"
PROMISE, SMALL = "town/parameters/clocks/kiosk/promise.yaml", "town/parameters/clocks/kiosk/promise_small.yaml"
STATUTE, RULE = "land/parameters/clocks/kiosk/statutory.yaml", "town/rules/kiosk_promise.yaml"

ENTRIES = "town/catalogue/entries.yaml"
LISTS = "town/lists/lists-2026.yaml"
SAME_PHONE = "consult_phone: 023-12345678\ncomplaint_phone: 023-12345678\n"
ONE_TOPIC = 'online_depth: [1, 4]\ntopics: ["060", "145", "158"]'
TWIN = """- id: powers_too
  title: {zh: 又一份清单, en: Another list}
  kind: powers
  year: 2025
  since: 2019-01-01
  until: 2026-01-01
  source: {document: 演示虚构}
  entries: []
"""
AGAIN = "    - {item: kiosk, title: {zh: 亭, en: Kiosk}}\n"
REFORM = """- id: reform
  title: {zh: 改革清单, en: Reform}
  kind: permit_reform
  year: 2026
  since: 2026-01-01
  source: {document: 演示虚构}
  entries:
    - {item: kiosk, title: {zh: 售货亭许可, en: Kiosk licence}, reform: filing}
"""
QUESTIONS = (
    "questions:\n"
    "  - {question: {zh: 能卖什么？, en: What may I sell?}, answer: {zh: 报纸和水。, en: Papers and water.}}"
)
LONG = """unit: working_day
kind: promise
values:
  2020-01-01: {value: 30, source: 演示虚构, published: 2019-12-01}
"""

PLANTED = [
    # reading
    Planted("unreadable", KIOSK, "conditions:\n", "conditions: [\n", down=1),
    Planted("duplicate_key", KIOSK, "agency: market\n", "agency: market\nagency: police\n", down=1),
    Planted("duplicate_key", FORM, '"minLength": 2,', '"minLength": 2, "minLength": 3,'),
    Planted("unreadable", FORM, '"required": ["name", "area", "place", "electricity"],', '"required": ["name",],'),
    Planted("unknown_key", KIOSK, "audience: [", "audiense: [a]\naudience: ["),
    Planted("unknown_key", KIOSK, "duty: review}", "duty: review, clock: x}"),
    Planted("shape", KIOSK, "duty: approve", "duty: dance"),
    Planted("shape", STATUTE, "source: 虚构售货亭法（修订） 第四条", 'source: ""'),
    Planted("shape", "town/agencies.yaml", "short: {zh: 大厅, en: Hall}", "short: {zh: 大厅}"),
    # the kernel's integrity
    Planted("identity", "town/pack.yaml", "id: town", "id: city"),
    Planted("needs_are_known", "town/pack.yaml", "needs: [land]", "needs: [land, lamd]"),
    Planted("needs_are_known", "land/pack.yaml", "needs: []", "needs: [town]"),
    Planted("replacements_are_declared", STAMP, "id: stamp\n", "id: kiosk\n"),
    Planted("replacements_are_declared", KIOSK, "form: kiosk\n", "form: kiosk\noverrides: true\n", down=1),
    Planted(
        "parameters_override_by_name", PROMISE, "kind: promise\n", "kind: promise\noverrides: clocks.x.y\n", down=1
    ),
    Planted("parameter_dates_rise", PROMISE, "  2026-01-01: {value: 5,", "  2019-01-01: {value: 5,"),
    Planted("parameter_dates_rise", PROMISE, "published: 2025-12-01", "published: 2026-12-01"),
    Planted("parameter_values_fit", "town/parameters/fees/stamp.yaml", "value: 1250", "value: 12.5"),
    Planted("statutes_exist", PROMISE, "statute: clocks.kiosk.statutory", "statute: clocks.kiosk.statutary"),
    Planted("statutes_exist", PROMISE, "statute: clocks.kiosk.statutory", "statute: clocks.opening.promise"),
    Planted("promises_keep_the_law", PROMISE, "{value: 5,", "{value: 11,"),
    Planted("promises_keep_the_law", STATUTE, "{value: 10,", "{value: 4,", at=(PROMISE, "2026-01-01")),
    Planted("promises_keep_the_law", PROMISE, "unit: working_day", "unit: working_hour", at=(PROMISE, "2020-01-01")),
    Planted(
        "calendars_are_whole",
        "land/calendar/2026.yaml",
        "off: [2026-01-01",
        "off: [2026-10-10",
        at=("land/calendar/2026.yaml", "year"),
    ),
    Planted("calendars_are_whole", "land/calendar/2026.yaml", "year: 2026", "year: 2025"),
    Planted("rules_can_be_compiled", RULE, '{"<=": 10}', '{"=<": 10}', at=(RULE, "- {when")),
    Planted("strings_are_in_both_languages", "town/strings/zh.yaml", "town.welcome", "town.wellcome"),
    Planted("fiction_is_marked", "town/pack.yaml", "Yunting town (demo)", "Yunting town"),
    Planted("fiction_is_marked", PROMISE, "云汀方案（演示虚构）第1项", "云汀方案第1项"),
    Planted("values_name_their_publication", SMALL, ", published: 2019-12-01", ""),
    # regions and agencies
    Planted("region_is_known", "town/pack.yaml", 'region: "990100"', 'region: "990200"'),
    Planted("regions_form_a_tree", "town/regions.yaml", 'parent: "990000"', 'parent: "990009"'),
    Planted("agencies_are_known", STAMP, "agency: police", "agency: polise"),
    Planted("agencies_are_known", OPENING, "accepted_by: window", "accepted_by: windows"),
    Planted(
        "agencies_are_of_known_regions",
        "town/agencies.yaml",
        "short: {zh: 市场局, en: Market}, region",
        'short: {zh: 市场局, en: Market}, credit_code: "91990100MA0000000X", region',
    ),
    # names that services use
    Planted("parameters_are_known", KIOSK, "promised: clocks.kiosk.promise\n", "promised: clocks.kiosk.promisse\n"),
    Planted("parameters_are_known", KIOSK, "statutory: clocks.kiosk.statutory", "statutory: clocks.opening.promise"),
    Planted("parameters_are_known", STAMP, "fee: {parameter: fees.stamp", "fee: {parameter: clocks.stamp.promise"),
    Planted("services_of_packages_are_known", OPENING, "- {service: stamp,", "- {service: stempel,"),
    Planted("services_of_packages_are_known", OPENING, "items: [kiosk, stamp]}", "items: [kiosk, steps]}"),
    Planted("services_of_packages_are_known", OPENING, "- {service: kiosk}", "- {service: kiosk, after: [stempel]}"),
    Planted("materials_name_known_licences", STAMP, "from_licence: kiosk_licence", "from_licence: kiosk_license"),
    Planted("materials_are_told_apart", STAMP, "- id: drawing", "- id: licence_copy"),
    Planted(
        "materials_agree_in_a_package",
        STAMP,
        "title: {zh: 位置图, en: Drawing",
        "title: {zh: 图纸, en: Drawing",
        at=(OPENING, "service: stamp"),
    ),
    Planted("services_fill_their_licences", KIOSK, "values: {name: name, place: place}", "values: {place: place}"),
    Planted(
        "licence_type_codes_are_lawful",
        "land/licences/kiosk_licence.yaml",
        "type_code: null",
        "type_code: 91990100MA0000000X003",
    ),
    Planted(
        "commitments_name_known_metrics", "town/commitments/K001.yaml", "metric: opening_days", "metric: closing_days"
    ),
    Planted("periods_do_not_overlap", "town/agencies.yaml", 'region: "990102"', 'region: "990100"'),
    Planted(
        "metrics_measure_known_procedures", "town/metrics/opening_days.yaml", "procedure: opening", "procedure: openin"
    ),
    Planted(
        "conditions_read_facts_of_the_case",
        "town/commitments/K001.yaml",
        "responsible: [market]",
        "scope: {field: form.place, op: is_given}",
    ),
    # lists
    Planted(
        "lists_follow_one_another",
        LISTS,
        "- id: powers_2026\n",
        TWIN + "- id: powers_2026\n",
        at=(LISTS, "since: 2020-01-01"),
    ),
    Planted("entries_are_known", LISTS, "{item: kiosk,", "{item: kiosc,"),
    Planted("entries_are_known", LISTS, "{item: stamp, title: {zh: 刻章登记", "{proof: stamp, title: {zh: 刻章登记"),
    Planted(
        "entries_are_known", LISTS, "  entries:\n", "  entries:\n" + AGAIN, at=(LISTS, "{item: kiosk, title: {zh: 售")
    ),
    Planted("items_stand_on_their_lists", KIOSK, 'kind: "01"', 'kind: "20"'),
    Planted("items_stand_on_their_lists", STAMP, "  - id: drawing\n", "  - id: drawing\n    proof: site\n", down=1),
    Planted(
        "lists_tell_how_items_are_conducted", STAMP, "agency: police\n", "agency: police\nreform: filing\n", down=1
    ),
    Planted("lists_tell_how_items_are_conducted", LISTS, "- id: powers_2026\n", REFORM + "- id: powers_2026\n", down=7),
    # the basic catalogue
    Planted("items_are_as_the_basic_catalogue_says", KIOSK, "entry: kiosk\n", "entry: kiosc\n"),
    Planted("items_are_as_the_basic_catalogue_says", KIOSK, "title: {zh: 售货亭许可, en", "title: {zh: 亭子许可, en"),
    Planted("items_are_as_the_basic_catalogue_says", ENTRIES, "虚构售货亭法", "虚构摊贩法", at=(KIOSK, "legal_basis:")),
    Planted("basic_codes_agree", ENTRIES, '"990131001000"', '"990731001000"'),
    Planted("basic_codes_agree", ENTRIES, 'code: "990131001000"', "code: null"),
    # choices
    Planted("choices_name_rules", KIOSK, "promised_by: kiosk_promise", "promised_by: kiosk_promises"),
    Planted("choices_name_rules", RULE, "parameter: clocks.kiosk.promise_small", "parameter: clocks.kiosk.statutory"),
    Planted("choices_name_rules", SMALL, "value: 2", "value: 9"),
    Planted(
        "choices_read_what_is_always_asked",
        RULE,
        "- {field: form.area",
        "- {field: form.power",
        at=(RULE, "- {field: form.power"),
    ),
    # flow
    Planted("steps_are_known", KIOSK, "after: [look]", "after: [lock]"),
    Planted(
        "steps_are_known",
        KIOSK,
        "- {id: look, title: {zh: 现场查看",
        "- {id: grant, title: {zh: 现场查看",
        at=(KIOSK, "id: grant, title: {zh: 决定"),
    ),
    Planted("steps_are_known", OPENING, "steps_after: {register: [kiosk]}", "steps_after: {register: [kiosks]}"),
    Planted("steps_form_an_order", KIOSK, "duty: review}", "duty: review, after: [grant]}", at=(KIOSK, "steps:")),
    Planted("steps_form_an_order", OPENING, "- {service: kiosk}", "- {service: kiosk, steps_after: {look: [stamp]}}"),
    Planted("the_decision_comes_last", KIOSK, ", after: [look]}", "}", at=(KIOSK, "id: look")),
    # forms
    Planted("forms_are_known", KIOSK, "form: kiosk\n", "form: kiosck\n"),
    Planted(
        "form_fields_are_known", KIOSK, "values: {name: name, place: place}", "values: {name: title, place: place}"
    ),
    Planted("prefill_is_known", FORM, '"x-prefill": "subject.name"', '"x-prefill": "subject.nickname"'),
    Planted("prefill_is_known", "town/forms/stamp.json", "licence.kiosk_licence.name", "licence.kiosk_licence.nom"),
    Planted("forms_are_used", OPENING, "form: opening", "form: kiosk", at=("town/forms/opening.json", "{")),
    Planted("forms_stay_in_the_subset", FORM, '"maxLength": 20', '"maxLenght": 20'),
    Planted("forms_stay_in_the_subset", FORM, '"type": "number"', '"type": "null"'),
    Planted("forms_stay_in_the_subset", FORM, '"minLength": 2', '"minLength": "two"'),
    Planted("forms_stay_in_the_subset", FORM, '"then": {"required": ["power"]}', '"then": {"required": ["powder"]}'),
    Planted("forms_stay_in_the_subset", FORM, '"maxLength": 20', '"pattern": "[a-"'),
    # quality
    Planted(
        "visits_fit_the_online_depth", KIOSK, "online_depth: [1, 4, 6]", "online_depth: [1, 2]", at=(KIOSK, "visits: 0")
    ),
    Planted("visits_fit_the_online_depth", KIOSK, "visits: 0", "visits: 2"),
    Planted("visits_fit_the_online_depth", STAMP, "online_depth: [1, 4]", "online_depth: [1, 4, 6]"),
    Planted(
        "phones_differ",
        KIOSK,
        "audience:",
        SAME_PHONE + "audience:",
        down=1,
    ),
    Planted("phones_differ", KIOSK, "audience:", 'consult_phone: "12345678"\naudience:'),
    Planted(
        "topics_fit_the_audience",
        STAMP,
        "online_depth: [1, 4]",
        ONE_TOPIC,
        down=1,
    ),
    Planted("fees_ask_something", "town/parameters/fees/stamp.yaml", "value: 1250", "value: 0", at=(STAMP, "fee: {")),
    Planted("powers_have_a_statutory_clock", KIOSK, "  statutory: clocks.kiosk.statutory\n", "", at=(KIOSK, "clocks:")),
    Planted(
        "licences_are_examined_before_they_are_decided",
        KIOSK,
        "  - {id: look, title: {zh: 现场查看, en: Look at the place}, duty: review}\n",
        "",
        at=(KIOSK, "steps:"),
    ),
    Planted("instant_items_promise_no_days", KIOSK, "audience:", "handling: instant\naudience:"),
    Planted("results_fit_their_names", STAMP, "title: {zh: 刻章回执, en", "title: {zh: 刻章证, en"),
    Planted(
        "licences_answer_questions",
        KIOSK,
        QUESTIONS,
        "questions: []",
    ),
    Planted(
        "conditions_are_stated",
        STAMP,
        "conditions:\n  - {zh: 已有售货亭许可证。, en: There is a kiosk licence.}",
        "conditions: []",
    ),
    Planted("phones_are_told_whole", KIOSK, "phone: 023-12345678", 'phone: "12345678"'),
    Planted(
        "english_is_english",
        KIOSK,
        "summary: {zh: 在街边设售货亭, en: Put up",
        "summary: {zh: 在街边设售货亭, en: 设 Put up",
    ),
    Planted(
        "materials_have_a_basis",
        KIOSK,
        "    basis: {document: 虚构售货亭法, place: 第三条}\n",
        "",
        at=(KIOSK, "- id: drawing"),
    ),
    # watching
    Planted(
        "watch_rules_name_numbers_of_working_days",
        "town/watch/watching.yaml",
        "watches: [promised]\n  near_due: watch.notice",
        "watches: [promised]\n  near_due: watch.notize",
        down=1,
    ),
    Planted(
        "each_clock_is_watched_by_one_rule",
        "town/watch/watching.yaml",
        "[statutory]",
        "[promised]",
        at=("town/watch/watching.yaml", "watches: [promised]"),
    ),
    # stories
    Planted("stories_fit_their_procedure", STORY, "area: 8,", "area: 0,"),
    Planted("stories_fit_their_procedure", STORY, "procedure: kiosk", "procedure: kiosc"),
    Planted("stories_fit_their_procedure", STORY, "step: look", "step: lock"),
    Planted("stories_fit_their_procedure", STORY, "materials: [drawing]", "materials: [drawings]"),
    Planted(
        "every_procedure_has_a_story",
        "town/stories/stamp.yaml",
        "procedure: stamp",
        "procedure: kiosk",
        at=(STAMP, "id: stamp"),
    ),
    *(Planted(**one) for one in LICENCES),
]


@pytest.mark.parametrize("planted", PLANTED, ids=lambda one: f"{one.check}:{one.file}")
def test_a_planted_mistake_is_found_where_it_stands(folder: Folder, planted: Planted) -> None:
    line = folder.replace(planted.file, planted.old, planted.new) + planted.down
    file = planted.file
    if planted.at:
        file, wanted = planted.at
        lines = folder.file(file).read_text("utf-8").splitlines()
        line = next(number for number, text in enumerate(lines, 1) if wanted in text)
    found = [one for one in folder.problems(all_grades=True) if one.check == planted.check]
    assert (file, line) in {(one.file, one.line) for one in found}, found
    assert all(one.what and one.mend and one.pack for one in found)


def test_the_small_library_is_faultless(folder: Folder) -> None:
    assert folder.problems(all_grades=True) == []


def test_every_check_is_planted_or_tested_below() -> None:
    planted = {one.check for one in PLANTED} | {
        "needed_packs_agree",
        "service_promises_keep_the_law",
        "merged_forms_agree",  # these three: test_merged_forms.py
        "items_of_fields_are_known",
        "facts_are_told_apart",
        "conditions_of_packages_are_known",  # these four: test_guided_packages.py
        "situations_are_reachable",
        "situations_answer_fields",
        "conditions_of_materials_are_known",
        "rhythm_rules_name_regions_and_agencies",  # these three: test_rhythm_packs.py
        "rhythm_stories_play_known_rules",
        "every_rhythm_rule_has_a_story",
    }
    assert {one.name for one in CHECKS} - planted == set()


def test_all_mistakes_are_told_at_once(folder: Folder) -> None:
    folder.replace(KIOSK, "agency: market\n", "agency: markit\n")
    folder.replace(FORM, '"maxLength": 20', '"maxLenght": 20')
    folder.replace(STAMP, "duty: review}", "duty: rewiew}")
    folder.replace(PROMISE, "{value: 5,", "{value: 50,")
    files = {one.file for one in folder.problems()}
    assert {KIOSK, FORM, STAMP, PROMISE} <= files


def test_an_unknown_key_is_mended_with_the_nearest_known_one(folder: Folder) -> None:
    folder.replace(KIOSK, "summary:", "sumary:")
    problem = next(one for one in folder.problems() if one.check == "unknown_key")
    assert problem.mend == "did you mean 'summary'?"


def test_a_promise_in_working_days_is_judged_against_calendar_days_by_the_calendar(folder: Folder) -> None:
    file = "town/parameters/clocks/stamp/promise.yaml"
    folder.replace(file, "{value: 3,", "{value: 5,")
    assert folder.problems() == []  # from 14 February 2026, over the long holiday, five working days end on day 13
    folder.replace(file, "{value: 5,", "{value: 6,")
    problem = next(one for one in folder.problems() if one.check == "promises_keep_the_law")
    assert (problem.file, problem.line) == (file, 5)


def test_a_service_may_not_pair_a_promise_with_a_shorter_statute(folder: Folder) -> None:
    folder.write("town/parameters/clocks/long/promise.yaml", LONG)
    folder.replace(STAMP, "promised: clocks.stamp.promise", "promised: clocks.long.promise")
    found = [(one.check, one.file, one.line) for one in folder.problems()]
    assert found == [("service_promises_keep_the_law", "town/parameters/clocks/long/promise.yaml", 4)]


def test_two_needed_packs_may_not_give_one_document(folder: Folder) -> None:
    shutil.copytree(folder.file("land"), folder.file("sea"))
    folder.replace("sea/pack.yaml", "id: land", "id: sea")
    folder.replace("town/pack.yaml", "needs: [land]", "needs: [land, sea]")
    found = [one for one in folder.problems() if one.check == "needed_packs_agree"]
    assert {(one.file, one.line) for one in found} == {("town/pack.yaml", 4)}


def test_a_file_that_nothing_reads_is_told_with_the_folder_that_was_meant(folder: Folder) -> None:
    folder.write("town/service/kiosk.yaml", "id: kiosk\n")
    problem = next(iter(folder.problems()))
    assert (problem.check, problem.file, problem.mend) == (
        "unknown_file",
        "town/service/kiosk.yaml",
        "did you mean services?",
    )


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"",
        b"- [" * 5000,
        b"a: &x 1\nb: *x\n",
        b"\x00",
        b"null\n",
        b"- 1\n- 2\n",
        b"a: " + b"x" * 2_000_000,
    ],
    ids=["not-utf8", "empty", "deep", "alias", "nul", "null", "numbers", "large"],
)
@pytest.mark.parametrize("name", [KIOSK, FORM, "town/pack.yaml", "town/regions.yaml", "town/strings/zh.yaml"])
def test_no_bytes_are_an_exception(folder: Folder, name: str, content: bytes) -> None:
    folder.file(name).write_bytes(content)
    assert [one for one in folder.problems() if one.file == name] != []


def test_a_link_that_leaves_the_folder_is_not_followed(folder: Folder) -> None:
    folder.file(KIOSK).unlink()
    folder.file(KIOSK).symlink_to("/etc/hostname")
    assert [one.line for one in folder.problems() if one.file == KIOSK and one.check == "unreadable"] == [0]


def test_a_pack_is_held_only_to_the_grade_it_claims(folder: Folder) -> None:
    folder.replace("town/pack.yaml", "grade: silver", "grade: bronze")
    folder.file("town/stories/stamp.yaml").unlink()
    assert folder.problems() == []
    reached: list[Problem] = [one for one in folder.problems(all_grades=True) if one.pack == "town"]
    assert [(one.check, one.grade.word) for one in reached] == [("every_procedure_has_a_story", "silver")]
