"""Sign-up through the register, and the page of one's own account."""

from typing import Any, cast

from allauth.account.internal import flows
from allauth.account.views import SignupView
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.domains.registry import api as registry
from tongban.kernel.authz import ANONYMOUS
from tongban.kernel.errors import Refusal
from tongban.web import moment, wording
from tongban.web.accounts.forms import SignUp
from tongban.web.components.parts import Fact
from tongban.web.wording import t


class SignUpView(SignupView):
    """allauth's sign-up, but the account is opened by the register's command, with the person it belongs to."""

    def get_form_class(self) -> type[SignUp]:
        return SignUp

    def form_valid(self, form: SignUp) -> HttpResponse:
        given = form.cleaned_data
        try:
            account = registry.sign_up(
                username=given["username"],
                password=given["password1"],
                name=given["name"],
                citizen_id=given["citizen_id"],
                phone=given["phone"],
                email=given["email"],
                language="en" if wording.language() == "en" else "zh",
                actor=ANONYMOUS,
                now=moment.now(),
            )
        except Refusal as refused:
            form.refuse(refused)
            return cast(HttpResponse, self.form_invalid(form))
        user = get_user_model()._default_manager.get(uuid=account.value)
        redirect_url = self.get_success_url()
        return cast(HttpResponse, flows.signup.complete_signup(self.request, user=user, redirect_url=redirect_url))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One's own account: who it is, its posts, whom it may act for, and its keys."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    now = moment.now()
    account = registry.get_account_of(request.user)
    has_second_factor = get_mfa_adapter().is_mfa_enabled(request.user)
    page: dict[str, Any] = {
        "facts": [
            Fact(t("accounts.field.name"), account.name),
            Fact(t("accounts.field.username"), account.username),
            Fact(t("accounts.field.email"), account.email_masked or t("accounts.home.email_none")),
            Fact(t("accounts.home.kind"), t(f"accounts.home.kind.{account.kind}")),
            Fact(t("accounts.factors.title"), t("accounts.home.on" if has_second_factor else "accounts.home.off")),
        ],
        "holdings": registry.list_holdings(account.id, on=now.date()),
        "subjects": registry.list_subjects(account.id, on=now.date()),
    }
    return render(request, "accounts/home.html", page)
