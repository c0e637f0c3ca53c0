"""Addresses of governance."""

from django.urls import path

from tongban.web.governance import (
    board,
    closing,
    commitment,
    duties,
    home,
    importing,
    ledger,
    lineage,
    lineage_files,
    lineage_review,
    measure,
    measure_acts,
    one_window,
    papers,
    reserve,
)

app_name = "governance"
urlpatterns = [
    path("", home.home, name="home"),
    path("commitments.csv", home.table, name="home_csv"),
    path("commitments/<str:key>/<str:region>/", commitment.commitment, name="commitment"),
    path("commitments/<str:key>/<str:region>/cases/<str:case_id>/", commitment.case, name="case"),
    path("one-window/", one_window.one_window, name="one_window"),
    path("papers/", papers.papers, name="papers"),
    path("board/", board.board, name="board"),
    path("board.csv", board.table, name="board_csv"),
    path("closing/", closing.queue, name="closing"),
    path("duties/", duties.duties, name="duties"),
    path("reserve/", reserve.listed, name="reserve"),
    path("reserve/new/", reserve.enter, name="idea_new"),
    path("reserve/<str:idea_id>/", reserve.idea, name="idea"),
    path("measures/<str:measure_id>/", measure.measure, name="measure"),
    path("measures/<str:measure_id>/files/<str:file_id>/", measure.file, name="measure_file"),
    path("measures/<str:measure_id>/steps/", measure_acts.steps, name="measure_steps"),
    path("measures/<str:measure_id>/<str:act>/", measure_acts.act, name="measure_act"),
    path("plans/", ledger.plans, name="plans"),
    path("plans/import/", importing.importing, name="import"),
    path("plans/<str:plan_id>/", ledger.plan, name="plan"),
    path("plans/<str:plan_id>/measures.csv", ledger.table, name="plan_csv"),
    path("lineage/", lineage.plans, name="lineage"),
    path("plans/<str:plan_id>/lineage/", lineage.plan, name="plan_lineage"),
    path("plans/<str:plan_id>/lineage/propose/", lineage.propose, name="plan_lineage_propose"),
    path("plans/<str:plan_id>/lineage/review/", lineage_review.review, name="plan_lineage_review"),
    path("plans/<str:plan_id>/lineage.csv", lineage_files.table, name="plan_lineage_csv"),
    path("plans/<str:plan_id>/lineage.xlsx", lineage_files.workbook, name="plan_lineage_xlsx"),
]
