"""Every address of the platform, by place."""

from django.urls import URLPattern, URLResolver, include, path

from tongban.web import urls as web

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("tongban.web.accounts.urls")),
    *web.urlpatterns,
]
handler400 = "tongban.web.views_common.bad_request"
handler403 = "tongban.web.views_common.forbidden"
handler404 = "tongban.web.views_common.not_found"
handler500 = "tongban.web.views_common.broken"
