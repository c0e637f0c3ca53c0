"""Addresses of wallets. `.well-known` and the lists are named by standards and by credentials already out there."""

from django.urls import path

from tongban.web.wallet import demo

app_name = "wallet"
urlpatterns = [
    path("", demo.home, name="home"),
    path("scan/<str:code>/", demo.scan, name="scan"),
]
