"""Every route as every role, against a table written by hand: who gets in, who is asked to log in, who learns nothing.

A route without a line here fails. Each cell is what GET and POST (where the route takes them) must answer:
`+` let in, `L` sent to the log-in, `0` not found (the thing is hidden), `x` denied with a sentence.
"""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from tests.architecture.policy_town import ROLES, Town, asking, sign_of

OPEN = "+++++++++++"
LOGGED_IN = "L++++++++++"
HIDDEN = "00000000000"
OWNER_ONLY = "L+000000000"
NOBODY_YET = "L0000000000"  # nobody here has a second factor, or has made what the address names
PASSWORD_HOLDERS = "L+x+xxxxxxx"  # who has no password here cannot confirm with it
ADMINISTRATOR = "Lxxxxxxxx+x"
WATCHERS = "Lxxxxxx++x+"  # heads and whoever watches; no one here heads an agency
#             anon owner strg wind offi o.ag o.re supe refo admi audi
ORACLE: dict[str, str] = {
    "public:home": OPEN,
    "public:search": OPEN,
    "public:suggest": OPEN,
    "public:guide": OPEN,
    "public:lists": OPEN,
    "public:list": OPEN,
    "public:list_csv": OPEN,
    "public:list_json": OPEN,
    "public:implementation": OPEN,
    "public:implementation_csv": OPEN,
    "public:implementation_json": OPEN,
    "public:regions": OPEN,
    "public:places": OPEN,
    "public:progress": OPEN,  # whoever holds the paper; it names nobody
    "public:verify": OPEN,
    "public:dossier_ask": OPEN,
    "public:dossier": OPEN,  # whoever holds the paper; a number that cannot be one is told as a slip
    "public:verify_token": OPEN,
    "public:verify_copy": OPEN,
    "public:verify_file": OPEN,
    "public:verify_status": OPEN,
    "public:verify_status_json": OPEN,
    "public:verify_prove": OPEN,
    "public:credential": OPEN,
    "wallet:home": OPEN,  # a sandbox only
    "wallet:scan": HIDDEN,  # nobody has put this question
    "issuer_metadata": OPEN,
    "status_list": HIDDEN,  # nothing has been carried away yet
    "licence_type": OPEN,
    "preferences": OPEN,
    "offline": OPEN,
    "worker": OPEN,
    "gallery": OPEN,  # exists in a sandbox only
    "space:home": LOGGED_IN,
    "space:wrong_fact": LOGGED_IN,
    "space:apply": LOGGED_IN,
    "space:discard": LOGGED_IN,
    "space:situation": LOGGED_IN,
    "space:items": LOGGED_IN,
    "space:promises": LOGGED_IN,
    "space:delivery": LOGGED_IN,
    "space:materials": LOGGED_IN,
    "space:check": LOGGED_IN,
    "space:page": LOGGED_IN,
    "space:cases": LOGGED_IN,
    "space:case": OWNER_ONLY,
    "space:sent": OWNER_ONLY,
    "space:supplement": OWNER_ONLY,
    "space:act": OWNER_ONLY,
    "space:file": OWNER_ONLY,
    "space:version": OWNER_ONLY,
    "space:withdraw": OWNER_ONLY,
    "space:document": OWNER_ONLY,
    "space:visits": LOGGED_IN,
    "space:book": LOGGED_IN,
    "space:messages": LOGGED_IN,
    "space:message": OWNER_ONLY,
    "message": LOGGED_IN,  # leads to the message in the reader's own place
    "space:acting": LOGGED_IN,
    "space:delegations": LOGGED_IN,
    "space:delegation_new": LOGGED_IN,
    "space:delegation_code": LOGGED_IN,
    "space:delegation": OWNER_ONLY,
    "space:delegation_answer": "L0000000000",  # given by the owner, and whoever acts has answered
    "space:delegation_end": OWNER_ONLY,
    "space:licences": LOGGED_IN,
    "space:dossiers": LOGGED_IN,
    "space:dossier": OWNER_ONLY,
    "space:dossier_extract": "L0000000000",  # whoever made the extract has it; nobody has made this one
    "space:looks": LOGGED_IN,
    "space:licence_show": OWNER_ONLY,
    "space:licence_copies": OWNER_ONLY,
    "space:copy_withdraw": NOBODY_YET,  # a copy that nobody made
    "space:copy_file": NOBODY_YET,
    "space:licence": OWNER_ONLY,
    "space:certificate": OWNER_ONLY,
    "space:certificate_ofd": OWNER_ONLY,
    "space:carry": OWNER_ONLY,
    "space:sign": LOGGED_IN,
    "space:signature": NOBODY_YET,  # nobody has signed this case
    "desk:inbox": "Lxx++++++x+",
    "desk:bulk": "Lxx++++xxxx",
    "desk:messages": "Lxx++++++x+",
    "desk:message": "Lxx0+0000x0",  # everybody reads their own messages only; this one was told to the officer
    "desk:watch": WATCHERS,
    "desk:watch_csv": WATCHERS,
    "desk:watch_cases": WATCHERS,
    "desk:supervisions": WATCHERS,
    "desk:supervision": WATCHERS,
    "desk:licences": "Lxx+++++xx+",
    "desk:licence": "Lxx0+00+xx+",
    "desk:licence_act": "Lxxxxxxxxxx",
    "desk:licence_paper": "Lxx00000xx0",
    "desk:licence_copies": "Lxx0+00xxxx",
    "desk:copy_withdraw": "Lxx0000xxxx",
    "desk:copy_file": "Lxx0000xxxx",
    "desk:dossiers": "Lxx+++++xx+",
    "desk:dossier": "Lxx00000xx0",  # nobody here has opened one today
    "desk:dossier_extract": "Lxx00000xx0",
    "desk:person_find": "Lxx+xxxxxxx",
    "desk:person": "Lxx+xxxxxxx",
    "desk:person_delegate": "Lxx+xxxxxxx",
    "desk:person_end": "Lxx+xxxxxxx",
    "desk:search": "Lxx++++++x+",
    "desk:case": "Lxx++00++x+",
    "desk:supplement": "Lxx+xxxxxxx",
    "desk:scan": "Lxx++++xxxx",
    "desk:counter": "Lxx+xxxxxxx",
    "desk:counter_act": "Lxx+xxxxxxx",
    "desk:counter_done": "Lxx+xxxxxxx",
    "desk:counter_file": "Lxx+xxxxxxx",
    "desk:counter_results": "Lxx+xxxxxxx",
    "desk:document": "Lxx++0000x0",
    "desk:signature": "Lxx000000x0",
    "desk:paper": "Lxx++0000x0",  # supervision does not need what the applicant wrote
    "governance:home": OPEN,
    "governance:home_csv": OPEN,
    "governance:commitment": OPEN,
    "governance:case": "Lxxxxxx++x+",
    "governance:one_window": "Lxxxxxx++x+",
    "governance:papers": "Lxxxxxx++x+",
    "governance:assessments": OPEN,
    "governance:assessment": HIDDEN,  # public once published; nobody has published one here
    "governance:assessment_preview": "Lxxxxxx++xx",
    "governance:appeal": "Lxxx000xxxx",
    "governance:appeal_decide": "Lxxxxxxx0xx",
    "governance:examples": OPEN,
    "governance:example": HIDDEN,  # public once published; nobody has published one here
    "governance:example_new": "Lxxx+++x+xx",
    "governance:example_act": "Lxxx000x0xx",
    "governance:example_copy": "Lxxx000x0xx",
    "governance:monthly": "Lxxxxxx++xx",
    "governance:monthly_paper": "Lxxxxxx++xx",
    "governance:orders": "Lxxx+++++xx",
    "governance:order": "Lxxx00000xx",  # what was found at nobody's agency here
    "governance:order_file": "Lxxx00000xx",
    "governance:order_act": "Lxxx00000xx",
    "governance:inspection_new": "Lxxxxxx++xx",
    "governance:inspection": "Lxxxxxx00xx",
    "governance:finding_new": "Lxxxxxx00xx",
    "governance:inspection_close": "Lxxxxxx00xx",
    "governance:observers": "Lxxxxxx++xx",
    "governance:register": "Lxxxxxx++xx",
    "governance:observer_end": "Lxxxxxx00xx",
    "governance:fault": "Lxxxxxx00xx",
    "governance:fault_file": "Lxxxxxx00xx",
    "governance:fault_judge": "Lxxxxxx00xx",
    "governance:exposures": OPEN,
    "space:observing": LOGGED_IN,
    "space:observe": NOBODY_YET,  # nobody here is an observer
    "space:observed": NOBODY_YET,
    "governance:plans": "Lxxxxxx++xx",
    "governance:plan": "Lxxxxxx++xx",
    "governance:plan_csv": "Lxxxxxx++xx",
    "governance:calendar": "Lxxx+++++xx",
    "governance:duty_record": "Lxxx+++++xx",
    "governance:meetings": "Lxxx+++++xx",
    "governance:meeting": "Lxxx000++xx",  # units see it when it is closed
    "governance:decisions": "Lxxx+++++xx",
    "governance:reports": "Lxxx+++++xx",
    "governance:report": "Lxxx+00++xx",
    "governance:import": "Lxxxxxxx+xx",
    "governance:draft": "Lxxxxxxx+xx",
    "governance:draft_row": "Lxxxxxxx+xx",
    "governance:plan_original": "Lxxxxxx++xx",
    "governance:plan_file": "Lxxxxxx++xx",
    "governance:lineage": "Lxxxxxx++xx",
    "governance:plan_lineage": "Lxxxxxx++xx",
    "governance:plan_lineage_propose": "Lxxxxxxx+xx",
    "governance:plan_lineage_review": "Lxxxxxxx+xx",
    "governance:plan_lineage_csv": "Lxxxxxx++xx",
    "governance:plan_lineage_xlsx": "Lxxxxxx++xx",
    "governance:sheet_download": "Lxxx++0++xx",
    "governance:sheet_upload": "Lxxx+++++xx",
    "governance:sheet": "Lxxx00000xx",  # only whoever uploaded it
    "governance:board": "Lxxxxxx++xx",
    "governance:board_csv": "Lxxxxxx++xx",
    "governance:closing": "Lxxxxxxx+xx",
    "governance:duties": "Lxxx+++xxxx",
    "governance:measure": "Lxxx+00++xx",  # led by the officer's agency
    "governance:measure_file": "Lxxx+00++xx",
    "governance:measure_steps": "Lxxx+00++xx",  # who only watches is told so and sent back
    "governance:measure_act": "Lxxx+00++xx",
    "governance:reserve": "Lxxx+++++xx",
    "governance:idea_new": "Lxxx+++x+xx",
    "governance:idea": "Lxxx+00++xx",
    "administration:home": "Lxxxxxxxx++",
    "administration:catalogue": ADMINISTRATOR,
    "administration:catalogue_item": ADMINISTRATOR,
    "administration:catalogue_compare": ADMINISTRATOR,
    "administration:catalogue_open": ADMINISTRATOR,
    "administration:catalogue_restore": ADMINISTRATOR,
    "administration:catalogue_withdraw": ADMINISTRATOR,
    "administration:catalogue_draft": ADMINISTRATOR,
    "administration:catalogue_edit": ADMINISTRATOR,
    "administration:catalogue_act": ADMINISTRATOR,
    "administration:catalogue_publish": ADMINISTRATOR,
    "administration:catalogue_trial": ADMINISTRATOR,
    "administration:catalogue_trial_csv": ADMINISTRATOR,
    "administration:accounts": ADMINISTRATOR,
    "administration:account_new": ADMINISTRATOR,
    "administration:account": ADMINISTRATOR,
    "administration:account_link": ADMINISTRATOR,
    "administration:replace": ADMINISTRATOR,
    "administration:account_person": ADMINISTRATOR,
    "administration:account_person_remove": ADMINISTRATOR,
    "administration:seat": ADMINISTRATOR,
    "administration:leave": ADMINISTRATOR,
    "administration:suspend": ADMINISTRATOR,
    "administration:posts": ADMINISTRATOR,
    "administration:post_new": ADMINISTRATOR,
    "administration:agencies": ADMINISTRATOR,
    "administration:agency_code": ADMINISTRATOR,
    "administration:seals": "Lxxxxxxxx++",
    "administration:seal": "Lxxxxxxxx++",
    "administration:seal_picture": "Lxxxxxxxx++",
    "administration:seal_new": ADMINISTRATOR,
    "administration:seal_act": ADMINISTRATOR,
    "administration:regions": ADMINISTRATOR,
    "administration:calendar": ADMINISTRATOR,
    "administration:notice": ADMINISTRATOR,
    "administration:year": ADMINISTRATOR,
    "administration:licences": ADMINISTRATOR,
    "administration:licence_template": ADMINISTRATOR,
    "administration:licence_batch": "Lxxxxxxxx0x",
    "administration:failures": ADMINISTRATOR,
    "administration:audit": "Lxxxxxxxx++",
    "accounts:home": LOGGED_IN,
    "account_login": OPEN,
    "account_licence": OPEN,
    "account_logout": OPEN,
    "account_signup": OPEN,
    "account_inactive": OPEN,
    "account_reauthenticate": PASSWORD_HOLDERS,
    "account_change_password": LOGGED_IN,
    "account_set_password": LOGGED_IN,
    "account_reset_password": OPEN,
    "account_reset_password_done": OPEN,
    "account_reset_password_from_key": OPEN,
    "account_reset_password_from_key_done": OPEN,
    "mfa_index": LOGGED_IN,
    "mfa_authenticate": LOGGED_IN,  # in the middle of a log-in; otherwise it leads to the log-in
    "mfa_reauthenticate": PASSWORD_HOLDERS,
    "mfa_activate_totp": LOGGED_IN,
    "mfa_deactivate_totp": NOBODY_YET,
    "mfa_view_recovery_codes": NOBODY_YET,
    "mfa_generate_recovery_codes": LOGGED_IN,
    "mfa_download_recovery_codes": NOBODY_YET,
}
ACTS: dict[str, tuple[dict[str, str], str]] = {
    "governance:report": ({"act": "accept"}, "Lxxxx00x+xx"),  # the office judges what units file
    "desk:case": ({"act": "complete", "track": "business_licence", "step": "review"}, "Lxxx+00xxxx"),
    "desk:supervision": ({"act": "close"}, "Lxxxxxx+xxx"),  # supervisors may, once it is answered
    "desk:bulk": ({"act": "complete", "pick": "nothing//"}, "Lxx++++xxxx"),
}
"""Where a POST does what not everybody may do who may read: what is posted, and the table's line for it."""


def routes() -> dict[str, tuple[str, ...]]:
    """Every named address of the pages with the names of its places. The API has a table of its own."""
    return {name: places for name, places in _walk(get_resolver(), ()) if not name.startswith("api:")}


def _walk(resolver: URLResolver, spaces: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield ":".join((*spaces, one.name or str(one.pattern))), tuple(one.pattern.regex.groupindex)
        else:
            yield from _walk(one, (*spaces, one.namespace) if one.namespace else spaces)


def test_every_route_stands_in_the_table() -> None:
    assert set(routes()) == set(ORACLE)
    assert {len(line) for line in ORACLE.values()} == {len(ROLES)}


OF_THE_CASE = ("space:case", "space:sent", "space:file")


@pytest.mark.django_db
def test_who_acts_for_the_owner_sees_what_the_owner_sees_until_it_ends(policy: Town) -> None:
    """Then as little as any stranger, in the same session."""
    with asking(policy, "relative") as client:
        signs = [sign_of(client.get(policy.address(route, routes()[route]))) for route in OF_THE_CASE]
        assert signs == ["+"] * len(OF_THE_CASE)
        of_the_company = policy.address("space:licence", routes()["space:licence"])
        assert sign_of(client.get(of_the_company)) == "0", "whom the owner represents has authorised nobody"
        withdrawing = policy.address("space:withdraw", routes()["space:withdraw"])
        assert sign_of(client.post(withdrawing)) == "+" and policy.is_open(), "not in scope: refused on the page"
        policy.end_delegation()
        signs = [sign_of(client.get(policy.address(route, routes()[route]))) for route in OF_THE_CASE]
        assert signs == ["0"] * len(OF_THE_CASE)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_every_route_answers_as_the_table_says(policy: Town, role: str) -> None:
    wrong = {}
    for route, places in routes().items():
        address = policy.address(route, places)
        posted, line_of_post = ACTS.get(route, ({}, ORACLE[route]))
        for method, line in (("get", ORACLE[route]), ("post", line_of_post)):
            with asking(policy, role) as client:
                sign = sign_of(getattr(client, method)(address, posted))
            if sign not in ("", line[ROLES.index(role)]):
                wrong[f"{method} {route}"] = f"{sign}, not {line[ROLES.index(role)]}"
    assert wrong == {}
