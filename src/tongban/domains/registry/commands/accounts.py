"""Log-ins: opened by their owner or by an administrator, suspended, restored."""

from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from tongban.domains.registry import queries, rules
from tongban.domains.registry.commands import posts, subjects
from tongban.domains.registry.happenings import (
    AccountCreated,
    AccountRestored,
    AccountSuspended,
    PasswordLinkIssued,
    StaffLinked,
)
from tongban.domains.registry.ids import AccountId, PostId, SubjectId
from tongban.domains.registry.models import Account, PostHolding, in_force
from tongban.kernel import authz, events
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Language
from tongban.kernel.errors import Refusal

ADMINISTER = "administer"


@transaction.atomic
def create_account(
    *,
    username: str,
    password: str | None,
    name: str,
    email: str = "",
    language: Language = "zh",
    actor: Actor,
    now: datetime,
) -> AccountId:
    """Open an applicant's log-in. Anyone may open one; what it may do follows from whom it represents.

    Without a password nobody can log in until the owner sets one by a one-time link.

    Refuses `registry.account.{username_malformed,username_taken,name_blank,email_malformed,email_taken,password_weak}`.
    """
    account = Account(kind=Account.Kind.APPLICANT, username=username, name=name, email=email, language=language)
    return _open(account, password, actor=actor, now=now)


@transaction.atomic
def sign_up(
    *,
    username: str,
    password: str,
    name: str,
    citizen_id: str,
    phone: str = "",
    email: str = "",
    language: Language = "zh",
    actor: Actor,
    now: datetime,
) -> AccountId:
    """Open a log-in for oneself: the account, the person, and the right to act for that person, or nothing.

    Refuses as `create_account` and as the register of persons (`registry.person.already_registered`: whoever is in the
    register already proves at a counter who he is, because a name and a number are no proof).
    """
    account = create_account(
        username=username, password=password, name=name, email=email, language=language, actor=actor, now=now
    )
    person = subjects.enter_person(name=name, citizen_id=citizen_id, phone=phone, actor=actor, now=now)
    subjects.grant(account=account, subject=person, role=rules.OWN, since=law_day(now), actor=actor, now=now)
    return account


@transaction.atomic
def create_staff(
    *,
    username: str,
    name: str,
    password: str | None = None,
    email: str = "",
    language: Language = "zh",
    post: PostId | None = None,
    since: date | None = None,
    until: date | None = None,
    actor: Actor,
    now: datetime,
) -> AccountId:
    """Open a staff log-in, and seat it on `post` when one is given (from `since`, by default today).

    Without a password nobody can log in until the owner sets one by a one-time link. The actor carries `administer`
    (over the post's region). Refuses as `create_account` and `hold_post`, and `kernel.authz.denied`.
    """
    rules.require_duty(actor, ADMINISTER)
    row = Account(kind=Account.Kind.STAFF, username=username, name=name, email=email, language=language)
    account = _open(row, password, actor=actor, now=now)
    if post is not None:
        posts.hold_post(account=account, post=post, since=since, until=until, actor=actor, now=now)
    return account


@transaction.atomic
def suspend_account(*, account: AccountId, actor: Actor, now: datetime) -> None:
    """Nobody can log in with the account from now on; open sessions end. Doing it twice changes nothing.

    Refuses `kernel.authz.denied` and `registry.account.{not_found,not_yourself}`.
    """
    row = _administered(account, actor, now)
    if row.pk == actor.account_id:
        raise Refusal("registry.account.not_yourself")
    if row.is_active:
        row.is_active = False
        row.save(update_fields=["is_active"])
        events.append(str(account), [AccountSuspended(str(account))], actor=actor.label, at=now)


@transaction.atomic
def restore_account(*, account: AccountId, actor: Actor, now: datetime) -> None:
    """Undo a suspension. Refuses as `suspend_account`; doing it twice changes nothing."""
    row = _administered(account, actor, now)
    if not row.is_active:
        row.is_active = True
        row.save(update_fields=["is_active"])
        events.append(str(account), [AccountRestored(str(account))], actor=actor.label, at=now)


@transaction.atomic
def issue_password_link(*, account: AccountId, actor: Actor, now: datetime) -> None:
    """Record that the actor gets a one-time link for an account's next password; the caller makes the link itself.

    Whoever holds such a link becomes the account, so it is only for staff whose every seat of today is in the actor's
    regions. Refuses as `suspend_account`.
    """
    _administered(account, actor, now)
    events.append(str(account), [PasswordLinkIssued(str(account))], actor=actor.label, at=now)


@transaction.atomic
def link_account(*, account: AccountId, person: SubjectId | None, actor: Actor, now: datetime) -> None:
    """Say which natural person a staff log-in belongs to (None: take it back). Saying it twice changes nothing.

    From then on nobody does with one log-in what the other may not: decide what he prepared, judge an own matter.
    Refuses as `suspend_account`, `registry.subject.{not_found,not_a_person}`, `registry.post.account_not_staff`.
    """
    row = _administered(account, actor, now)
    if row.kind != Account.Kind.STAFF:
        raise Refusal("registry.post.account_not_staff", username=row.username)
    whom = queries.subject_row(person) if person else None
    if whom is not None and whom.kind != rules.PERSON:
        raise Refusal("registry.subject.not_a_person", name=whom.display_name)
    if row.person_id != (whom.pk if whom else None):
        row.person = whom
        row.save(update_fields=["person"])
        linked = StaffLinked(str(account), str(person) if person else "")
        events.append(str(account), [linked], actor=actor.label, at=now)


def _administered(account: AccountId, actor: Actor, now: datetime) -> Account:
    """The account, locked, when it is staff of the actor's regions and of no others now. The system may always."""
    row = queries.account_row(account, lock=True)
    if actor != SYSTEM:
        authz.require(actor, "change", row)
    held = PostHolding.objects.filter(in_force(law_day(now)), account=row)
    for region in held.values_list("post__agency__region", flat=True):
        rules.require_duty(actor, ADMINISTER, region=region)
    return row


def _open(row: Account, password: str | None, *, actor: Actor, now: datetime) -> AccountId:
    row.username = rules.clean_username(row.username)
    row.name = rules.clean_name(row.name, code="registry.account.name_blank", longest=80)
    row.email = _clean_email(row.email)
    row.joined_at = now
    if Account.objects.filter(username__iexact=row.username).exists():
        raise Refusal("registry.account.username_taken", given=row.username)
    if row.email and Account.objects.filter(email__iexact=row.email).exists():
        raise Refusal("registry.account.email_taken")
    if password is not None:
        _check_password(password, row)
    row.set_password(password)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody else took the name between the look and the write
        raise Refusal("registry.account.username_taken", given=row.username) from None
    account = AccountId(row.uuid)
    by = str(account) if actor.account_id is None and actor != SYSTEM else actor.label
    events.append(str(account), [AccountCreated(str(account), row.kind)], actor=by, at=now)
    return account


def _clean_email(text: str) -> str:
    email = text.strip().lower()
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise Refusal("registry.account.email_malformed") from None
    return email


def _check_password(password: str, row: Account) -> None:
    try:
        validate_password(password, row)
    except ValidationError as error:
        raise Refusal("registry.account.password_weak", why=error.messages) from None
