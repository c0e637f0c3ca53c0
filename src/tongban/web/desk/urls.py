"""Addresses of the desk."""

from django.urls import path

from tongban.web.desk import (
    bulk,
    counter,
    deciding,
    inbox,
    licence_acts,
    licences,
    messages,
    papers,
    persons,
    scan,
    search,
    supervisions,
    supplement,
    watch,
)

app_name = "desk"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("counter/", counter.counter_page, name="counter"),
    path("counter/act/", counter.counter_act, name="counter_act"),
    path("counter/done/", counter.counter_done, name="counter_done"),
    path("counter/file/", counter.counter_file, name="counter_file"),
    path("counter/results/", counter.counter_results, name="counter_results"),
    path("scan/", scan.scan, name="scan"),
    path("search/", search.search, name="search"),
    path("licences/", licences.find, name="licences"),
    path("licences/<str:licence_id>/", licences.licence, name="licence"),
    path("licences/<str:licence_id>/papers/<str:file_id>/", licences.paper, name="licence_paper"),
    path("licences/<str:licence_id>/<str:act>/", licence_acts.act, name="licence_act"),
    path("messages/", messages.listed, name="messages"),
    path("messages/<str:message_id>/", messages.message, name="message"),
    path("watch/", watch.watch, name="watch"),
    path("watch/table.csv", watch.table, name="watch_csv"),
    path("watch/cases/", watch.warned, name="watch_cases"),
    path("watch/supervisions/", supervisions.listed, name="supervisions"),
    path("watch/supervisions/<str:supervision_id>/", supervisions.supervision, name="supervision"),
    path("people/", persons.find, name="person_find"),
    path("people/<str:subject_id>/", persons.person, name="person"),
    path("people/<str:subject_id>/delegate/", persons.delegate, name="person_delegate"),
    path("people/<str:subject_id>/<str:delegation_id>/end/", persons.end, name="person_end"),
    path("cases/<str:case_id>/", deciding.case, name="case"),
    path("cases/<str:case_id>/supplement/", supplement.supplement, name="supplement"),
    path("cases/<str:case_id>/documents/<int:number>/", papers.document, name="document"),
    path("cases/<str:case_id>/signatures/<int:number>/", papers.signature, name="signature"),
    path("cases/<str:case_id>/papers/<str:file_id>/", papers.paper, name="paper"),
]
