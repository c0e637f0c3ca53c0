"""Each model says which personal data it holds, why, for how long, and how strangers see it (个人信息保护法)."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model

from tongban.kernel.privacy import Mask, mask

DECLARED = re.compile(r"^\s*pii: (?:none\b|.+; basis: .+; kept: .+)", re.MULTILINE | re.DOTALL)
NONE = re.compile(r"^\s*pii: none\b", re.MULTILINE)


def models_of_domains() -> Iterator[type[Model]]:
    for app in apps.get_app_configs():
        if app.name.startswith("tongban.domains."):
            yield from app.get_models()


@pytest.mark.parametrize("model", list(models_of_domains()), ids=lambda model: model._meta.label)
def test_each_model_declares_its_personal_data(model: type[Model]) -> None:
    text = model.__doc__ or ""
    assert DECLARED.search(text), "say in the docstring `pii: none`, or `pii: …; basis: …; kept: …`"
    declared = vars(model).get("PERSONAL_DATA")
    assert declared is not None, "PERSONAL_DATA is missing ({} when there is none)"
    columns = {field.name for field in model._meta.get_fields()}
    assert set(declared) <= columns, f"not columns: {sorted(set(declared) - columns)}"
    assert all(isinstance(how, Mask) for how in declared.values())
    assert bool(declared) != bool(NONE.search(text)), "the docstring and PERSONAL_DATA say different things"


@pytest.mark.parametrize(
    ("value", "how", "seen"),
    [
        ("李明月", Mask.NAME, "李**"),
        ("李", Mask.NAME, "*"),
        ("50010719900501001X", Mask.IDENTITY, "500*************1X"),
        ("13800001234", Mask.PHONE, "138****1234"),
        ("1234567", Mask.PHONE, "*******"),
        ("li.ming@example.cn", Mask.EMAIL, "l***@example.cn"),
        ("no address", Mask.EMAIL, "**********"),
        ("云汀市临江区江岸路1号", Mask.ADDRESS, "云汀市临江区*****"),
        ("secret", Mask.ALL, "******"),
        ("", Mask.NAME, ""),
    ],
)
def test_a_stranger_sees_only_what_the_mask_leaves(*, value: str, how: Mask, seen: str) -> None:
    assert mask(value, how) == seen
