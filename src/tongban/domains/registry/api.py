"""The only door of this domain."""

from tongban.domains.registry.answers import (
    AccountView,
    AgencyView,
    EnterpriseView,
    Fact,
    HoldingView,
    PersonView,
    PostView,
    RegionView,
    SubjectView,
)
from tongban.domains.registry.authz import (
    RULES,
    actor_of,
)
from tongban.domains.registry.checks import (
    CHECKS,
)
from tongban.domains.registry.commands.accounts import (
    create_account,
    create_staff,
    restore_account,
    sign_up,
    suspend_account,
)
from tongban.domains.registry.commands.packs import (
    load_packs,
)
from tongban.domains.registry.commands.posts import (
    create_post,
    enter_credit_code,
    hold_post,
    leave_post,
)
from tongban.domains.registry.commands.subjects import (
    register_enterprise,
    register_person,
    represent,
)
from tongban.domains.registry.definitions import (
    KINDS,
)
from tongban.domains.registry.ids import (
    AccountId,
    AgencyId,
    PostId,
    SubjectId,
)
from tongban.domains.registry.queries import (
    chain,
    facts_of,
    facts_of_account,
    find_enterprise,
    find_region,
    get_account,
    get_account_of,
    get_agency,
    get_agency_by_id,
    get_enterprise,
    get_person,
    get_post,
    get_region,
    get_subject,
    list_accounts,
    list_agencies,
    list_holdings,
    list_periods,
    list_posts,
    list_regions,
    list_subjects,
    list_subjects_by_pk,
    pack_of,
    subtree,
    subtrees,
)
from tongban.domains.registry.rules import (
    DUTIES,
)

__all__ = [
    "CHECKS",
    "DUTIES",
    "KINDS",
    "RULES",
    "AccountId",
    "AccountView",
    "AgencyId",
    "AgencyView",
    "EnterpriseView",
    "Fact",
    "HoldingView",
    "PersonView",
    "PostId",
    "PostView",
    "RegionView",
    "SubjectId",
    "SubjectView",
    "actor_of",
    "chain",
    "create_account",
    "create_post",
    "create_staff",
    "enter_credit_code",
    "facts_of",
    "facts_of_account",
    "find_enterprise",
    "find_region",
    "get_account",
    "get_account_of",
    "get_agency",
    "get_agency_by_id",
    "get_enterprise",
    "get_person",
    "get_post",
    "get_region",
    "get_subject",
    "hold_post",
    "leave_post",
    "list_accounts",
    "list_agencies",
    "list_holdings",
    "list_periods",
    "list_posts",
    "list_regions",
    "list_subjects",
    "list_subjects_by_pk",
    "load_packs",
    "pack_of",
    "register_enterprise",
    "register_person",
    "represent",
    "restore_account",
    "sign_up",
    "subtree",
    "subtrees",
    "suspend_account",
]
