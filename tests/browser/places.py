"""Every page there is, who reads it, and what to put into its address. A page that is not here fails."""

import re
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.browser.town import Town


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its route, its reader (a log-in of the demo; nothing for a visitor), the places of its address."""

    route: str
    reader: str = ""
    arguments: dict[str, str | int] = field(default_factory=dict)
    query: str = ""

    @property
    def name(self) -> str:
        """What tests and pictures call it."""
        told = [self.route.replace(":", "-"), self.reader, *map(str, self.arguments.values()), self.query]
        return re.sub(r"[^\w-]+", "", "-".join(part for part in told if part))

    def address(self, known: dict[str, str]) -> str:
        """The path; an argument like `{case}` is looked up among what is known of the town."""
        filled = {name: str(value).format(**known) for name, value in self.arguments.items()}
        return reverse(self.route, kwargs=filled) + self.query


def _pages(reader: str, *routes: str) -> list[Place]:
    return [Place(route, reader) for route in routes]


PLACES = [
    *_pages("", "public:lists", "public:implementation"),
    Place("public:list", arguments={"version": "{powers}"}),
    *_pages("", "public:home", "public:places", "public:regions", "public:verify", "offline", "gallery"),
    Place("public:search", query="?q=企业"),
    Place("public:search", query="?q=zzzzz"),
    Place("public:guide", arguments={"kind": "package", "key": "company_setup"}),
    Place("public:guide", arguments={"kind": "package", "key": "restaurant_opening"}),
    Place("public:guide", arguments={"kind": "service", "key": "water_connection"}),
    Place("public:progress", arguments={"case_id": "{case}"}),
    Place("public:progress", arguments={"case_id": "unknown"}),
    Place("public:verify_token", arguments={"token": "{token}"}),
    Place("public:verify_token", arguments={"token": "unknown-token"}),
    *_pages("", "account_licence", "public:credential", "wallet:home"),
    Place("wallet:scan", arguments={"code": "no-such-code"}),
    Place("public:verify_copy", arguments={"token": "unknown-token"}),
    *_pages("", "public:verify_status", "public:verify_prove"),
    *_pages("", "account_login", "account_signup", "account_inactive", "account_reset_password"),
    *_pages("", "account_reset_password_done", "account_reset_password_from_key_done"),
    Place("account_reset_password_from_key", arguments={"uidb36": "1", "key": "gone"}),
    *_pages("founder", "accounts:home", "account_logout", "account_change_password", "mfa_index", "mfa_activate_totp"),
    *_pages("founder", "space:home", "space:wrong_fact", "space:cases", "space:licences"),
    *_pages("founder", "space:delegations", "space:delegation_new", "space:delegation_code"),
    Place("space:delegation", "founder", {"delegation_id": "{delegation}"}),
    Place("space:apply", "founder", {"key": "company_setup"}),
    *(
        Place("space:page", "founder", {"key": "company_setup", "page_id": page})
        for page in ("company", "people", "premises", "tax_insurance", "bank_seal")
    ),
    Place("space:situation", "founder", {"key": "restaurant_opening", "situation_id": "licence"}),
    *(
        Place(f"space:{page}", "founder", {"key": "restaurant_opening"})
        for page in ("items", "promises", "materials", "delivery", "check")
    ),
    Place("space:materials", "founder", {"key": "company_setup"}),
    Place("space:check", "founder", {"key": "company_setup"}),
    Place("space:case", "founder", {"case_id": "{case}"}),
    Place("space:case", "founder", {"case_id": "{closed}"}),
    Place("space:case", "founder", {"case_id": "{paused}"}),
    Place("space:sent", "founder", {"case_id": "{case}"}),
    Place("space:withdraw", "founder", {"case_id": "{case}"}),
    Place("space:supplement", "founder", {"case_id": "{wanted}"}),
    Place("space:visits", "founder"),
    Place("space:book", "founder", {"place": "city_centre"}),
    Place("space:licence", "founder", {"licence_id": "{licence}"}),
    Place("space:carry", "founder", {"licence_id": "{licence}"}),
    Place("space:licence_show", "founder", {"licence_id": "{licence}"}),
    Place("space:licence_copies", "founder", {"licence_id": "{licence}"}),
    *_pages("founder", "space:looks"),
    *_pages("window", "desk:scan"),
    *_pages("founder", "space:dossiers"),
    Place("space:dossier", "founder", {"subject_id": "{founder}"}),
    Place("space:dossier", "founder", {"subject_id": "{company}"}),
    Place("space:dossier", "founder", {"subject_id": "{company}"}, query="?on=2020-01-01"),
    Place("public:dossier_ask"),
    Place("public:dossier", arguments={"number": "ABCD-2345-WXYZ"}),
    Place("desk:dossiers", "reviewer"),
    Place("desk:dossier", "reviewer", {"look_id": "{look}", "subject_id": "{company}"}),
    Place("administration:licences", "approver"),
    Place("administration:licence_batch", "reform", {"batch_id": "{batch}"}),
    Place("desk:person_find", "window"),
    Place("desk:person", "window", {"subject_id": "{founder}"}),
    Place("desk:inbox", "window"),
    Place("desk:inbox", "approver"),
    Place("desk:search", "window", query="?text=公司"),
    Place("desk:licences", "approver"),
    Place("desk:licence", "approver", {"licence_id": "{licence}"}),
    Place("desk:licence_copies", "approver", {"licence_id": "{licence}"}),
    Place("desk:licence_act", "approver", {"licence_id": "{licence}", "act": "change"}),
    Place("desk:case", "window", {"case_id": "{new}"}),
    Place("desk:case", "reviewer", {"case_id": "{closed}"}),
    Place("desk:case", "reviewer", {"case_id": "{paused}"}),
    Place("desk:supplement", "window", {"case_id": "{new}"}),
    Place("desk:counter", "window"),
    Place("desk:counter_file", "window"),
    Place("desk:counter_results", "window"),
    *_pages("approver", "desk:watch", "desk:watch_cases", "desk:supervisions", "desk:messages"),
    Place("desk:watch", "reform", query="?by=step"),
    Place("desk:supervision", "approver", {"supervision_id": "{asked}"}),
    Place("desk:supervision", "reform", {"supervision_id": "{answered}"}),
    Place("desk:message", "approver", {"message_id": "{reminder}"}),
    *_pages("founder", "space:messages"),
    Place("space:message", "founder", {"message_id": "{told}"}),
    *_pages("", "governance:home"),
    *_pages("reform", "governance:home", "governance:plans", "governance:import"),
    *_pages("reform", "governance:board", "governance:closing", "governance:reserve", "governance:idea_new"),
    Place("governance:duties", "reviewer"),
    Place("governance:measure", "reviewer", {"measure_id": "measure_{measure}"}),
    Place("governance:measure_act", "reviewer", {"measure_id": "measure_{measure}", "act": "file_progress"}),
    Place("governance:measure_steps", "reviewer", {"measure_id": "measure_{measure}"}),
    Place("governance:idea", "reform", {"idea_id": "idea_{idea}"}),
    Place("governance:one_window", "reform"),
    Place("governance:papers", "reform"),
    *_pages("reform", "governance:orders", "governance:observers", "governance:inspection_new"),
    Place("governance:register", "reform", {"what": "observer"}),
    *_pages("approver", "governance:orders"),
    *_pages("", "governance:exposures"),
    *_pages("founder", "space:observing"),
    Place("governance:commitment", "", {"key": "C002", "region": "990100"}),
    Place("governance:commitment", "reform", {"key": "C002", "region": "990100"}),
    Place("governance:case", "reform", {"key": "C002", "region": "990100", "case_id": "{closed}"}),
    Place("governance:plan", "reform", {"plan_id": "plan_{plan}"}),
    Place("governance:plan_original", "reform", {"plan_id": "plan_{plan}"}),
    *_pages("reform", "governance:lineage", "governance:monthly", "governance:assessments"),
    *_pages("", "governance:assessments", "governance:examples"),
    *_pages("approver", "governance:examples", "governance:example_new"),
    Place("governance:assessment_preview", "reform", query="?rule=yunting_reform&first=2026-01-01&last=2026-06-30"),
    Place("governance:sheet_upload", "reform", {"plan_id": "plan_{plan}"}),
    Place("governance:sheet", "reform", {"sheet_id": "sheet_{sheet}"}),
    *_pages("reform", "governance:calendar", "governance:meetings", "governance:decisions", "governance:reports"),
    *_pages("approver", "governance:calendar", "governance:reports"),
    Place("governance:meeting", "reform", {"meeting_id": "{dispatch}"}),
    Place("governance:meeting", "reform", {"meeting_id": "{held}"}, query="?show=1"),
    Place("governance:report", "reform", {"report_id": "{report}"}),
    *_pages("reform", "governance:lineage"),
    Place("governance:plan_lineage", "reform", {"plan_id": "plan_{plan}"}),
    Place("governance:plan_lineage", "reform", {"plan_id": "plan_{plan}"}, "?words=zzzzz"),
    Place("governance:plan_lineage_review", "reform", {"plan_id": "plan_{plan}"}),
    *_pages("reform", "administration:catalogue"),
    Place("administration:catalogue_item", "reform", {"region": "990100", "key": "company_setup"}),
    Place("administration:catalogue_compare", "reform", {"region": "990100", "key": "company_setup"}),
    *(Place(f"administration:catalogue_{page}", "reform", {"uuid": "{draft}"}) for page in ("draft", "edit", "trial")),
    Place("administration:catalogue_withdraw", "reform", {"region": "990100", "key": "water_connection"}),
    *_pages("reform", "administration:home", "administration:accounts", "administration:account_new"),
    Place("administration:account", "reform", {"uuid": "{account}"}),
    Place("administration:seat", "reform", {"uuid": "{account}"}),
    Place("administration:replace", "reform", {"uuid": "{account}"}),
    Place("administration:account_person", "reform", {"uuid": "{account}"}),
    Place("administration:account_person_remove", "reform", {"uuid": "{account}"}),
    *_pages("reform", "administration:posts", "administration:post_new", "administration:agencies"),
    Place("administration:agency_code", "reform", {"uuid": "{agency}"}),
    *_pages("reform", "administration:seals", "administration:seal_new"),
    Place("administration:seal", "reform", {"uuid": "{seal}"}),
    Place("administration:seal_act", "reform", {"uuid": "{seal}", "name": "suspend"}),
    Place("administration:seal_act", "reform", {"uuid": "{waiting_seal}", "name": "use"}),
    *_pages("reform", "administration:regions", "administration:calendar", "administration:notice"),
    Place("administration:year", "reform", {"year": 2026}),
    *_pages("reform", "administration:failures"),
]
"""Pages to look at, in the order in which they are visited."""

NOT_LOOKED_AT = {
    "governance:draft": "by test_reform_office",
    "governance:draft_row": "by test_reform_office",
    "governance:plan_file": "a file",
    "governance:duty_record": "only takes a press of its button",
    "issuer_metadata": "data",
    "status_list": "data",
    "licence_type": "data",
    "space:sign": "asked for an enterprise's application, by test_wallet",
    "space:signature": "a PDF",
    "desk:signature": "a PDF",
    "desk:licence_paper": "a file, not a page",
    "space:dossier_extract": "a file, not a page",
    "desk:dossier_extract": "a file, not a page",
    "desk:copy_file": "a file, not a page",
    "desk:copy_withdraw": "only takes a press of its button",
    "administration:licence_template": "a file, not a page",
    "preferences": "only takes a choice and leads back",
    "worker": "a script",
    "public:suggest": "a fragment inside the search",
    "governance:home_csv": "a table to save",
    "governance:order": "of a finding, by governance/tests/test_supervision",
    "governance:order_act": "of a finding, by governance/tests/test_supervision",
    "governance:order_file": "a file, not a page",
    "governance:inspection": "of an inspection, by governance/tests/test_supervision",
    "governance:finding_new": "of an inspection, by governance/tests/test_supervision",
    "governance:inspection_close": "of an inspection, by governance/tests/test_supervision",
    "governance:observer_end": "of an observer, by governance/tests/test_supervision",
    "governance:fault": "of a report, by governance/tests/test_supervision",
    "governance:fault_file": "a file, not a page",
    "governance:fault_judge": "of a report, by governance/tests/test_supervision",
    "space:observe": "for observers, by governance/tests/test_supervision",
    "space:observed": "for observers, by governance/tests/test_supervision",
    "governance:plan_csv": "a table to save",
    "governance:monthly_paper": "a paper to save",
    "governance:assessment": "shown by governance:assessment_preview",
    "governance:example": "nobody of the demo has published one",
    "governance:example_act": "a form of governance:example",
    "governance:example_copy": "a form of governance:example",
    "governance:appeal": "a form of governance:assessment",
    "governance:appeal_decide": "a form of governance:assessment",
    "governance:board_csv": "a table to save",
    "governance:measure_file": "a file to save",
    "governance:sheet_download": "a table to save",
    "governance:plan_lineage_csv": "a table to save",
    "governance:plan_lineage_xlsx": "a table to save",
    "governance:plan_lineage_propose": "a button of governance:plan_lineage",
    "space:acting": "only takes a press of its button",
    "space:delegation_answer": "only takes a press of its button",
    "space:delegation_end": "asked from the delegation's page, by test_delegating",
    "desk:person_delegate": "for people without a log-in, by test_delegating",
    "desk:person_end": "for people without a log-in, by test_delegating",
    "desk:watch_csv": "a table to save",
    "message": "leads to the message in the reader's own place",
    "space:discard": "only takes a press of its button",
    "space:file": "bytes of a paper",
    "space:certificate": "a PDF",
    "public:verify_file": "takes a file and answers, in test_showing",
    "public:verify_status_json": "data",
    "space:copy_file": "a PDF or an OFD",
    "space:copy_withdraw": "only takes a press of its button",
    "space:certificate_ofd": "an OFD",
    "space:act": "the pages of acts that are open for a moment only; the components they are made of are looked at",
    "desk:bulk": "what was chosen in the inbox, posted",
    "desk:paper": "bytes of a paper",
    "public:list_csv": "a table to save",
    "public:list_json": "data",
    "public:implementation_csv": "a table to save",
    "public:implementation_json": "data",
    "space:version": "asked while a new version is offered, in tests/journeys",
    "administration:catalogue_open": "only takes a press of its button",
    "administration:catalogue_act": "only takes a press of its buttons",
    "administration:catalogue_restore": "asked from the item's page",
    "administration:catalogue_publish": "asked from the draft's page",
    "administration:catalogue_trial_csv": "a table to save",
    "desk:document": "a PDF",
    "administration:seal_picture": "a picture",
    "space:document": "a PDF",
    "desk:counter_act": "only takes a press of its buttons",
    "desk:counter_done": "only takes a press of its button",
    "administration:account_link": "only takes a press of its button",
    "administration:leave": "asked from the account's page",
    "administration:suspend": "asked from the account's page",
    "administration:audit": "only for the duty audit, which no demo log-in has",
    "account_reauthenticate": "after a while only",
    "account_set_password": "for accounts without a password",
    "mfa_authenticate": "in the middle of a log-in",
    "mfa_reauthenticate": "after a while only",
    "mfa_deactivate_totp": "with a second factor only",
    "mfa_view_recovery_codes": "with a second factor only",
    "mfa_generate_recovery_codes": "with a second factor only",
    "mfa_download_recovery_codes": "a text file",
}


def page_routes() -> set[str]:
    """The names of all addresses of the platform that people open."""
    return {name for name in _names(get_resolver(), "") if not name.startswith("api:")}


def _names(resolver: URLResolver, space: str) -> list[str]:
    found = []
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            found.append(f"{space}{one.name}")
        else:
            found += _names(one, f"{one.namespace}:" if one.namespace else space)
    return found


OF_THE_FOUNDER = (
    "from cases_case c join registry_representation r on r.subject_id = c.subject_id"
    " join registry_account a on a.id = r.account_id"
    " left join licences_licence l on l.case_id = 'case_' || c.uuid and l.type_id = 'business_licence'"
    " where a.username = 'founder'"
)
LOOKED_UP = {
    "company": (
        "select 'subject_' || s.uuid from registry_subject s join registry_enterprise e on e.subject_id = s.id"
        " join registry_representation r on r.subject_id = s.id join registry_account a on a.id = r.account_id"
        " where a.username = 'founder'"
    ),
    "founder": (
        "select 'subject_' || s.uuid from registry_subject s join registry_representation r on r.subject_id = s.id"
        " join registry_account a on a.id = r.account_id where a.username = 'founder' and r.role = 'self'"
    ),
    "closed": f"select 'case_' || c.uuid {OF_THE_FOUNDER} and c.status = 'closed' and l.id is not null",
    "licence": f"select 'licence_' || l.uuid {OF_THE_FOUNDER} and l.id is not null",
    "token": f"select l.token {OF_THE_FOUNDER} and l.id is not null",
    "new": "select 'case_' || uuid from cases_case where status = 'submitted'",
    "account": "select uuid from registry_account where username = 'reviewer'",
    "asked": "select 'supervision_' || uuid from cases_supervision where state = 'open'",
    "answered": "select 'supervision_' || uuid from cases_supervision where state = 'answered'",
    "reminder": "select 'message_' || m.uuid from kernel_message m join registry_account a"
    " on m.recipient = 'account_' || a.uuid where a.username = 'approver' and m.code like '%%.watch_overdue'",
    "told": "select 'message_' || m.uuid from kernel_message m join registry_account a"
    " on m.recipient = 'account_' || a.uuid where a.username = 'founder'",
    "agency": "select uuid from registry_agency where credit_code is not null",
    "seal": "select uuid from licences_seal where standing = 'in_use'",
    "waiting_seal": "select uuid from licences_seal where standing = 'made'",
    "powers": "select id from catalogue_listversion where pack = 'demo' and key = 'powers_2026'",
    "plan": "select uuid from reform_ledgerplan where region = '990100'",
    "dispatch": "select 'meeting_' || uuid from reform_meeting where closed_at is null",
    "held": "select 'meeting_' || uuid from reform_meeting where closed_at is not null",
    "report": "select 'report_' || uuid from reform_report where state = 'filed'",
    "measure": "select uuid from reform_ledgermeasure where state = 'under_way' order by id",
    "idea": "select uuid from reform_reserveidea order by id",
}


def look_up(town: Town) -> dict[str, str]:
    """Ids of things that the demo city is built with, for addresses."""
    return {name: str(town.wait_for(f"{query} limit 1")[0]) for name, query in LOOKED_UP.items()}
