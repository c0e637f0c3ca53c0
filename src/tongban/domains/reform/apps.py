from django.apps import AppConfig


class ReformConfig(AppConfig):
    name = "tongban.domains.reform"
    label = "reform"
    default_auto_field = "django.db.models.BigAutoField"
