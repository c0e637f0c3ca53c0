"""The forms of this place. They only read what was typed; whether it may be is decided by the commands."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from tongban.domains.registry import api as registry
from tongban.web.accounts.forms import own_errors
from tongban.web.wording import pick, t

Choices = list[tuple[str, str]]


def post_choices(posts: Iterable[registry.PostView]) -> Choices:
    return [(str(post.id), f"{pick(post.agency.short)} · {pick(post.title)}") for post in posts]


class Worded(forms.Form):
    """A form whose labels and helps are texts (`administration.field.<name>`, `administration.help.<name>`)."""

    helped: tuple[str, ...] = ()
    words: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            own_errors(field)
            word = self.words.get(name, name)
            field.label = t(f"administration.field.{word}")
            field.help_text = t(f"administration.help.{word}") if name in self.helped else ""

    def offer(self, name: str, choices: Choices) -> None:
        """Set what a field lets one choose."""
        cast(forms.ChoiceField, self.fields[name]).choices = choices


def day(**options: Any) -> forms.DateField:
    """A day, by the browser's calendar."""
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class StaffForm(Worded):
    """A new staff account, seated at once or later."""

    helped = ("username", "post", "until")
    PLACES = {
        "registry.account.username": "username",
        "registry.account.name": "name",
        "registry.account.email": "email",
        "registry.post": "post",
        "registry.period": "until",
    }

    name = forms.CharField(max_length=80)
    username = forms.CharField(max_length=150)
    email = forms.EmailField(required=False)
    post = forms.ChoiceField(required=False)
    since = day(required=False)
    until = day(required=False)

    def __init__(self, *args: Any, posts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("post", [("", t("administration.post.none")), *posts])


class SeatForm(Worded):
    """Seat an account on a post."""

    helped = ("until",)
    PLACES = {"registry.post": "post", "registry.period": "until"}

    post = forms.ChoiceField()
    since = day()
    until = day(required=False)

    def __init__(self, *args: Any, posts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("post", [("", t("web.field.choose")), *posts])


class ReplaceForm(Worded):
    """Let an account stand in for the holder of a post (代班)."""

    helped = ("held",)
    words = {"until_replaced": "until"}
    PLACES = {
        "registry.replacement": "held",
        "registry.post": "held",
        "registry.period": "until_replaced",
    }

    held = forms.ChoiceField()
    since = day()
    until_replaced = day()

    def __init__(self, *args: Any, holdings: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("held", [("", t("web.field.choose")), *holdings])


class PersonForm(Worded):
    """Say to which registered person a staff log-in belongs."""

    helped = ("citizen_id",)
    PLACES = {
        "kernel.identifier": "citizen_id",
        "registry.subject": "citizen_id",
        "administration.person": "citizen_id",
    }

    citizen_id = forms.CharField(max_length=18)


class PostForm(Worded):
    """A new post in an agency."""

    helped = ("title_en", "duties")
    PLACES = {"registry.post.title": "title_zh", "registry.post": "duties", "registry.agency": "agency"}

    agency = forms.ChoiceField()
    title_zh = forms.CharField(max_length=80)
    title_en = forms.CharField(max_length=120, required=False)
    duties = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agency", [("", t("web.field.choose")), *agencies])
        self.offer("duties", [(duty, t(f"administration.duty.{duty}")) for duty in registry.DUTIES])


class SealForm(Worded):
    """For which agency a seal is made."""

    PLACES = {"licences.seal": "agency", "registry.agency": "agency"}

    agency = forms.ChoiceField()

    def __init__(self, *args: Any, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agency", agencies)


class CodeForm(Worded):
    """The credit code of an agency."""

    helped = ("credit_code",)
    PLACES = {"kernel.identifier": "credit_code", "registry.agency.code": "credit_code"}

    credit_code = forms.CharField(max_length=40)


class NoticeForm(Worded):
    """A year's working-day arrangement, as its notice says it."""

    helped = ("off", "on", "source", "published_on", "region")
    words = {"on": "on.days"}
    PLACES = {
        "kernel.notices.year": "year",
        "kernel.notices.published": "published_on",
        "kernel.notices.source": "source",
        "kernel.notices": "off",
        "kernel.calendar.source": "source",
        "kernel.calendar.on_a_weekday": "on",
        "kernel.calendar": "off",
        "administration.days.on": "on",
        "administration.days.off": "off",
    }

    year = forms.IntegerField(min_value=1949, max_value=2999)
    region = forms.ChoiceField(required=False)
    off = forms.CharField(widget=forms.Textarea(attrs={"rows": 9}))
    on = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    source = forms.CharField(max_length=500)
    published_on = day()

    def __init__(self, *args: Any, regions: Choices, country: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("region", [*([("", t("administration.country"))] if country else []), *regions])
        self.fields["region"].required = not country
