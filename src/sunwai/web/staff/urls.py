"""The pages of signing in, of all that allauth has: no address, telephone or link by e-mail leads in here."""

from __future__ import annotations

from allauth.account import views
from django.urls import include, path

from sunwai.web.staff.views import staff_home, whom_to_ask

urlpatterns = [
    path("home/", staff_home, name="staff-home"),
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),  # says that there is none
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", whom_to_ask, name="account_reset_password"),
    path("mfa/", include("allauth.mfa.urls")),
]
