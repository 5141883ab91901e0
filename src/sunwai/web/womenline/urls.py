"""Addresses of the confidential helplines' desk. None holds a word or a number of a caller."""

from __future__ import annotations

from django.urls import path

from sunwai.web.womenline import case, complaint, emergency, home, reviewing

app_name = "women"
urlpatterns = [
    path("", home.page, name="home"),
    path("child1098/", home.line, {"code": "child1098"}, name="child"),
    path("divyangjan/", home.line, {"code": "divyangjan"}, name="divyang"),
    path("<slug:code>/", home.line, name="line"),
    path("<slug:code>/new/", case.begin, name="new"),
    path("<slug:code>/new/<int:call_id>/", case.begin, name="new-from-call"),
    path("<slug:code>/request/<int:request_id>/", home.take, name="request"),
    path("<slug:code>/request/<int:request_id>/done/", home.finish, name="request-done"),
    path("<slug:code>/review/", reviewing.page, name="review"),
    path("<slug:code>/readings/", reviewing.readings, name="readings"),
    path("<slug:code>/figures/", reviewing.figures, name="figures"),
    path("<slug:code>/return.csv", reviewing.monthly, name="return"),
    path("<slug:code>/c/<str:reference>/", case.page, name="case"),
    path("<slug:code>/c/<str:reference>/complaint/", complaint.page, name="complaint"),
    path("<slug:code>/c/<str:reference>/complaint/<int:part_id>/", case.answer, name="complaint-answer"),
    path("<slug:code>/c/<str:reference>/112/", emergency.bring_in, name="emergency"),
    path("<slug:code>/c/<str:reference>/number/", case.number, name="number"),
    path("<slug:code>/c/<str:reference>/referral/<int:part_id>/", case.referral, name="referral"),
    path("<slug:code>/c/<str:reference>/follow-up/<int:part_id>/", case.follow_up, name="follow-up"),
    path("<slug:code>/c/<str:reference>/<slug:verb>/", case.act, name="act"),
]
