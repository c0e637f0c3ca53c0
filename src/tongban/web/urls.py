"""Addresses of the pages."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from tongban.web import gallery, messages, preferences, views_common
from tongban.web.wallet import published

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tongban.web.public.urls")),
    path("space/", include("tongban.web.space.urls")),
    path("desk/", include("tongban.web.desk.urls")),
    path("governance/", include("tongban.web.governance.urls")),
    path("administration/", include("tongban.web.administration.urls")),
    path("wallet/", include("tongban.web.wallet.urls")),
    path(".well-known/jwt-vc-issuer", published.issuer, name="issuer_metadata"),
    path("licence-status/<int:number>", published.status_list, name="status_list"),
    path("licence-types/<str:region>/<slug:type_id>", published.licence_type, name="licence_type"),
    path("api/v1/", include("tongban.web.api.urls")),
    path("messages/<str:message_id>/", messages.lead_to, name="message"),
    path("preferences/", preferences.choose, name="preferences"),
    path("offline/", views_common.offline, name="offline"),
    path("worker.js", views_common.worker, name="worker"),
]
if settings.SANDBOX:
    urlpatterns.append(path("_components/", gallery.gallery, name="gallery"))
