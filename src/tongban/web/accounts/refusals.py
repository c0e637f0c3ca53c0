"""A refusal shown where it belongs: at its field, and in the summary on top."""

from collections.abc import Mapping

from django import forms

from tongban.kernel.errors import TongbanError
from tongban.web import wording


def show(form: forms.Form, refused: TongbanError, places: Mapping[str, str]) -> None:
    """Add the refusal's sentence to the field whose code begins the refusal's code (`places`: code → field)."""
    fits = [code for code in places if refused.code.startswith(code)]
    field = places[max(fits, key=len)] if fits else None
    form.add_error(field if field in form.fields else None, wording.t(refused.code, **refused.values))
