"""Addresses of the administration."""

from django.urls import path

from tongban.web.administration import accounts, calendar, home, licences, offices, operations, replacements, seals
from tongban.web.administration.catalogue import drafts, register, trial

app_name = "administration"
urlpatterns = [
    path("", home.home, name="home"),
    path("catalogue/", register.register, name="catalogue"),
    path("catalogue/drafts/<uuid:uuid>/", drafts.draft, name="catalogue_draft"),
    path("catalogue/drafts/<uuid:uuid>/edit/", drafts.edit, name="catalogue_edit"),
    path("catalogue/drafts/<uuid:uuid>/act/", drafts.act, name="catalogue_act"),
    path("catalogue/drafts/<uuid:uuid>/publish/", drafts.publish, name="catalogue_publish"),
    path("catalogue/drafts/<uuid:uuid>/trial/", trial.trial, name="catalogue_trial"),
    path("catalogue/drafts/<uuid:uuid>/trial.csv", trial.table, name="catalogue_trial_csv"),
    path("catalogue/<slug:region>/<slug:key>/", register.item, name="catalogue_item"),
    path("catalogue/<slug:region>/<slug:key>/compare/", register.compare, name="catalogue_compare"),
    path("catalogue/<slug:region>/<slug:key>/open/", drafts.begin, name="catalogue_open"),
    path("catalogue/<slug:region>/<slug:key>/restore/<int:version>/", register.restore, name="catalogue_restore"),
    path("catalogue/<slug:region>/<slug:key>/withdraw/", register.withdraw, name="catalogue_withdraw"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.new, name="account_new"),
    path("accounts/<uuid:uuid>/", accounts.account, name="account"),
    path("accounts/<uuid:uuid>/link/", accounts.new_link, name="account_link"),
    path("accounts/<uuid:uuid>/replace/", replacements.replace, name="replace"),
    path("accounts/<uuid:uuid>/person/", replacements.person, name="account_person"),
    path("accounts/<uuid:uuid>/person/remove/", replacements.remove_person, name="account_person_remove"),
    path("accounts/<uuid:uuid>/seat/", accounts.seat, name="seat"),
    path("accounts/<uuid:uuid>/leave/<uuid:post>/", accounts.leave, name="leave"),
    path("accounts/<uuid:uuid>/suspend/", accounts.suspend, name="suspend"),
    path("posts/", offices.posts, name="posts"),
    path("posts/new/", offices.new_post, name="post_new"),
    path("agencies/", offices.agencies, name="agencies"),
    path("agencies/<uuid:uuid>/", offices.credit_code, name="agency_code"),
    path("seals/", seals.listed, name="seals"),
    path("seals/new/", seals.new, name="seal_new"),
    path("seals/<uuid:uuid>/", seals.one, name="seal"),
    path("seals/<uuid:uuid>/picture.png", seals.picture, name="seal_picture"),
    path("seals/<uuid:uuid>/<slug:name>/", seals.act, name="seal_act"),
    path("regions/", offices.regions, name="regions"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/enter/", calendar.enter, name="notice"),
    path("calendar/<int:year>/", calendar.year, name="year"),
    path("licences/", licences.licences, name="licences"),
    path("licences/templates/<str:region>/<slug:type_id>.xlsx", licences.template, name="licence_template"),
    path("licences/<str:batch_id>/", licences.batch, name="licence_batch"),
    path("stuck/", operations.failures, name="failures"),
    path("audit/", operations.audit_page, name="audit"),
]
