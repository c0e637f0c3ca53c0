"""Addresses of the administration."""

from django.urls import path

from tongban.web.administration import accounts, calendar, home, offices, operations

app_name = "administration"
urlpatterns = [
    path("", home.home, name="home"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.new, name="account_new"),
    path("accounts/<uuid:uuid>/", accounts.account, name="account"),
    path("accounts/<uuid:uuid>/link/", accounts.new_link, name="account_link"),
    path("accounts/<uuid:uuid>/seat/", accounts.seat, name="seat"),
    path("accounts/<uuid:uuid>/leave/<uuid:post>/", accounts.leave, name="leave"),
    path("accounts/<uuid:uuid>/suspend/", accounts.suspend, name="suspend"),
    path("posts/", offices.posts, name="posts"),
    path("posts/new/", offices.new_post, name="post_new"),
    path("agencies/", offices.agencies, name="agencies"),
    path("agencies/<uuid:uuid>/", offices.credit_code, name="agency_code"),
    path("regions/", offices.regions, name="regions"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/enter/", calendar.enter, name="notice"),
    path("calendar/<int:year>/", calendar.year, name="year"),
    path("stuck/", operations.failures, name="failures"),
    path("audit/", operations.audit_page, name="audit"),
]
