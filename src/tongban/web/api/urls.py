"""Addresses of the API, to be included at `/api/v1/`."""

from tongban.web.api import application

app_name = "api"
urlpatterns = application.patterns()
