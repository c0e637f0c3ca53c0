"""Addresses of governance."""

from django.urls import path

from tongban.web.governance import commitment, home, importing, ledger, one_window, papers

app_name = "governance"
urlpatterns = [
    path("", home.home, name="home"),
    path("commitments.csv", home.table, name="home_csv"),
    path("commitments/<str:key>/<str:region>/", commitment.commitment, name="commitment"),
    path("commitments/<str:key>/<str:region>/cases/<str:case_id>/", commitment.case, name="case"),
    path("one-window/", one_window.one_window, name="one_window"),
    path("papers/", papers.papers, name="papers"),
    path("plans/", ledger.plans, name="plans"),
    path("plans/import/", importing.importing, name="import"),
    path("plans/<str:plan_id>/", ledger.plan, name="plan"),
    path("plans/<str:plan_id>/measures.csv", ledger.table, name="plan_csv"),
]
