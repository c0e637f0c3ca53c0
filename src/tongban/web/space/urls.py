"""Addresses of my space."""

from django.urls import path

from tongban.web.space import apply, delegations, doing, dossier, home, messages, mine, supplement, version, visits

app_name = "space"
urlpatterns = [
    path("", home.home, name="home"),
    path("known-facts/", home.wrong_fact, name="wrong_fact"),
    path("apply/<slug:key>/", apply.start, name="apply"),
    path("apply/<slug:key>/discard/", apply.discard, name="discard"),
    path("apply/<slug:key>/materials/", apply.materials, name="materials"),
    path("apply/<slug:key>/check/", apply.check, name="check"),
    path("apply/<slug:key>/form/<slug:page_id>/", apply.page, name="page"),
    path("cases/", mine.listed, name="cases"),
    path("cases/<str:case_id>/", mine.case, name="case"),
    path("cases/<str:case_id>/sent/", mine.sent, name="sent"),
    path("cases/<str:case_id>/supplement/", supplement.supplement, name="supplement"),
    path("cases/<str:case_id>/documents/<int:number>/", mine.document, name="document"),
    path("cases/<str:case_id>/files/<str:file_id>/", mine.file, name="file"),
    path("cases/<str:case_id>/acts/<slug:name>/", doing.act, name="act"),
    path("cases/<str:case_id>/version/", version.version, name="version"),
    path("cases/<str:case_id>/withdraw/", mine.withdraw, name="withdraw"),
    path("messages/", messages.listed, name="messages"),
    path("messages/<str:message_id>/", messages.message, name="message"),
    path("acting/", delegations.acting, name="acting"),
    path("delegations/", delegations.listed, name="delegations"),
    path("delegations/new/", delegations.new, name="delegation_new"),
    path("delegations/code/", delegations.by_code, name="delegation_code"),
    path("delegations/<str:delegation_id>/", delegations.one, name="delegation"),
    path("delegations/<str:delegation_id>/answer/", delegations.answer, name="delegation_answer"),
    path("delegations/<str:delegation_id>/end/", delegations.end, name="delegation_end"),
    path("visits/", visits.visits, name="visits"),
    path("visits/<slug:place>/", visits.book, name="book"),
    path("licences/", dossier.listed, name="licences"),
    path("licences/<str:licence_id>/", dossier.licence, name="licence"),
    path("licences/<str:licence_id>/certificate.pdf", dossier.certificate, name="certificate"),
]
