from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    name = "tongban.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(settle, sender=self)


def settle(**told: Any) -> None:
    """A restored dump is migrated before it is served: from then on its log goes on here (see `events.settle`)."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regproc('kernel_settle') is not null")
        if cursor.fetchone()[0]:  # not while migrating backwards
            cursor.execute("select kernel_settle()")
