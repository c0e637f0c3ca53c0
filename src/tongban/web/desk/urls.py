"""Addresses of the desk."""

from django.urls import path

from tongban.web.desk import bulk, deciding, inbox, papers, search, supplement

app_name = "desk"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("search/", search.search, name="search"),
    path("cases/<str:case_id>/", deciding.case, name="case"),
    path("cases/<str:case_id>/supplement/", supplement.supplement, name="supplement"),
    path("cases/<str:case_id>/papers/<str:file_id>/", papers.paper, name="paper"),
]
