"""Addresses of the office."""

from __future__ import annotations

from django.urls import path

from sunwai.web.office import appeals, case, central, notices, score, services, vigilance, worklist

app_name = "office"
urlpatterns = [
    path("", worklist.home, name="home"),
    path("take-up/", worklist.take_up_many, name="take-up"),
    path("approvals/", worklist.approvals, name="approvals"),
    path("audit/", worklist.closed, name="closed"),
    path("central/", central.page, name="central"),
    path("score/", score.score, name="score"),
    path("notices/", notices.notices, name="notices"),
    path("search/", worklist.search, name="search"),
    path("appeals/", appeals.table, name="appeals"),
    path("appeals/recovery/", appeals.recovery, name="recovery"),
    path("appeals/recovery/<int:number>/", appeals.recovered, name="recovered"),
    path("appeals/penalties/<int:number>/", appeals.penalty, name="penalty"),
    path("appeals/take-up/<str:reference>/", appeals.take_up, name="appeal-take-up"),
    path("appeals/<int:number>/", appeals.page, name="appeal"),
    path("appeals/<int:number>/hear/", appeals.hear, name="appeal-hear"),
    path("appeals/<int:number>/decide/", appeals.decide, name="appeal-decide"),
    path("services/", services.table, name="services"),
    path("services/<str:reference>/", services.application, name="service"),
    path("services/<str:reference>/<slug:action>/", services.act, name="service-act"),
    path("vigilance/", vigilance.queue, name="vigilance"),
    path("vigilance/figures/", vigilance.figures, name="vigilance-figures"),
    path("vigilance/<str:reference>/", vigilance.page, name="vigilance-case"),
    path("vigilance/<str:reference>/<slug:action>/", vigilance.act, name="vigilance-act"),
    path("vigilance/<str:reference>/evidence/<uuid:upload>/", vigilance.evidence, name="vigilance-evidence"),
    path("vigilance/<str:reference>/package/<int:number>/", vigilance.package, name="vigilance-package"),
    path("c/<str:reference>/", case.page, name="case"),
    path("c/<str:reference>/citizen/", case.show_citizen, name="citizen"),
    path("c/<str:reference>/call/", case.call_citizen, name="call"),
    path("c/<str:reference>/<slug:action>/", case.act, name="act"),
]
