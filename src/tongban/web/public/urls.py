"""Addresses of the public site."""

from django.urls import path

from tongban.web.public import (
    credential,
    dossiers,
    guide,
    home,
    lists,
    places,
    progress,
    regions,
    verify,
    verify_copy,
    verify_file,
    verify_status,
)

app_name = "public"
urlpatterns = [
    path("", home.home, name="home"),
    path("services/", home.search, name="search"),
    path("services/suggest/", home.suggest, name="suggest"),
    path("guides/<slug:kind>/<slug:key>/", guide.guide, name="guide"),
    path("lists/", lists.lists, name="lists"),
    path("lists/<int:version>/", lists.one_list, name="list"),
    path("lists/<int:version>.csv", lists.list_csv, name="list_csv"),
    path("lists/<int:version>.json", lists.list_json, name="list_json"),
    path("lists/items/", lists.implementation, name="implementation"),
    path("lists/items.csv", lists.implementation_csv, name="implementation_csv"),
    path("lists/items.json", lists.implementation_json, name="implementation_json"),
    path("regions/", regions.regions, name="regions"),
    path("places/", places.places, name="places"),
    path("progress/<str:case_id>/", progress.progress, name="progress"),
    path("verify/dossier/", dossiers.ask, name="dossier_ask"),
    path("verify/dossier/<str:number>/", dossiers.one, name="dossier"),
    path("verify/", verify.verify, name="verify"),
    path("verify/credential/", credential.credential, name="credential"),
    path("verify/file/", verify_file.verify_file, name="verify_file"),
    path("verify/status/", verify_status.status, name="verify_status"),
    path("verify/status.json", verify_status.status_json, name="verify_status_json"),
    path("verify/result/", verify_status.prove, name="verify_prove"),
    path("verify/copy/<str:token>/", verify_copy.verify_copy, name="verify_copy"),
    path("verify/<str:token>/", verify.by_token, name="verify_token"),
]
