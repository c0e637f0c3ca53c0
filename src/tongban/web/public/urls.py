"""Addresses of the public site."""

from django.urls import path

from tongban.web.public import guide, home, regions, verify

app_name = "public"
urlpatterns = [
    path("", home.home, name="home"),
    path("services/", home.search, name="search"),
    path("services/suggest/", home.suggest, name="suggest"),
    path("guides/<slug:kind>/<slug:key>/", guide.guide, name="guide"),
    path("regions/", regions.regions, name="regions"),
    path("verify/", verify.verify, name="verify"),
    path("verify/<str:token>/", verify.by_token, name="verify_token"),
]
