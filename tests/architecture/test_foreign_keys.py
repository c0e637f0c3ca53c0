"""import-linter cannot see `ForeignKey("other.Model")`: strings are not imports. This can."""

from django.apps import apps

STACK = ("metrics", "reform", "licences", "cases", "catalogue", "registry", "kernel")
LEVEL = {label: level for level, label in enumerate(reversed(STACK))}


def test_foreign_keys_point_down_and_leave_no_way_back() -> None:
    wrong = []
    for model in apps.get_models():
        label = model._meta.app_label
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and label in LEVEL and field.related_model):
                continue
            target = field.related_model._meta.app_label
            if target == label:
                continue
            if LEVEL.get(target, -1) > LEVEL[label]:
                wrong.append(f"{label}.{model.__name__}.{field.name} points up at {target}")
            elif target in LEVEL and field.remote_field and not field.remote_field.hidden:
                wrong.append(f'{label}.{model.__name__}.{field.name}: set related_name="+"')
    assert wrong == []


def test_every_domain_is_in_the_stack() -> None:
    labels = {app.label for app in apps.get_app_configs() if app.name.startswith("tongban.domains.")}
    assert labels == set(STACK) - {"kernel"}
