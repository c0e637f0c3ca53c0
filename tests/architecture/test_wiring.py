"""What config gives the kernel at start fits together."""

import importlib
import pkgutil
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

import tongban.domains
from tongban.config import settings, tasks, wiring
from tongban.kernel import authz, event_types, events, notices, outbox
from tongban.kernel.calendar import Notice

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def test_every_subscriber_listens_to_declared_events() -> None:
    for domain in pkgutil.iter_modules(tongban.domains.__path__):
        importlib.import_module(f"tongban.domains.{domain.name}.api")
    declared = event_types.declared()
    wrong = [(one.name, kind) for one in outbox.subscribers() for kind in one.types if kind not in declared]
    assert wrong == []


def test_every_room_of_a_domain_is_installed() -> None:
    wiring.install()
    installed, listening = set(authz.rules()), set(outbox.subscribers())
    assert set(notices.RULES) <= installed
    for domain in pkgutil.iter_modules(tongban.domains.__path__):
        package = importlib.import_module(f"tongban.domains.{domain.name}")
        rooms = {room.name for room in pkgutil.iter_modules(package.__path__)}
        if "authz" in rooms:
            assert set(importlib.import_module(f"{package.__name__}.authz").RULES) <= installed
        if "subscribers" in rooms:
            assert set(importlib.import_module(f"{package.__name__}.subscribers").SUBSCRIBERS) <= listening


def test_passwords_are_kept_by_the_slow_hash() -> None:
    """What the platform is configured with; the tests themselves use a quick one."""
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@pytest.mark.django_db(transaction=True)
def test_a_commit_with_events_wakes_the_delivery_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs cascade")
    notice = Notice(2027, frozenset({date(2027, 1, 1)}), frozenset(), "source", date(2026, 11, 10))
    with transaction.atomic():
        notices.enter_notice(notice, actor=authz.SYSTEM, now=NOW)
        assert not ProcrastinateJob.objects.exists()
    with transaction.atomic():
        events.append("other", [events.read("notice_2027_country")[0].event], actor="system", at=NOW)
    assert list(ProcrastinateJob.objects.values_list("task_name", "status")) == [(tasks.DELIVER, "todo")]
