"""The addresses of the portal. Hindi has none in front, English has `/en/`."""

from __future__ import annotations

from django.urls import path

from sunwai.web.portal import (
    app,
    applications,
    call_me,
    cases,
    feedback,
    fees,
    follow,
    pages,
    receipts,
    schemes,
    sign_in,
    tell_me,
    tracking,
    verification,
    women,
)
from sunwai.web.portal.filing import views as filing

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    *(path(f"{name}/", pages.say, {"name": name}, name=name) for name in pages.PAGES),
    path("women/", women.women, name="women"),
    path("women/ok/", women.women_asked, name="women-asked"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("offline/", app.offline, name="offline"),
    path("robots.txt", pages.robots, name="robots"),
    # Signing in
    path("sign-in/", sign_in.give_mobile, name="sign-in"),
    path("sign-in/code/", sign_in.give_code, name="sign-in-code"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    # Filing, one question a page
    path("file/", filing.begin, name="file"),
    path("file/anew/", filing.begin_anew, name="file-anew"),
    path("file/words/", filing.words, name="file-words"),
    path("file/subject/", filing.subject, name="file-subject"),
    path("file/place/", filing.place, name="file-place"),
    path("file/accused/", filing.accused, name="file-accused"),
    path("file/details/", filing.details, name="file-details"),
    path("file/files/", filing.files, name="file-files"),
    path("file/similar/", filing.similar, name="file-similar"),
    path("file/you/", filing.you, name="file-you"),
    path("file/check/", filing.check, name="file-check"),
    path("file/done/<str:reference>/", filing.done, name="file-done"),
    # Schemes
    path("schemes/", schemes.find, name="schemes"),
    path("schemes/mine/", schemes.mine, name="schemes-mine"),
    path("schemes/<slug:code>/", schemes.one, name="scheme"),
    # What became of it
    path("track/", tracking.track, name="track"),
    path("corruption/follow/", follow.enter, name="follow"),
    path("corruption/follow/case/", follow.case, name="follow-case"),
    path("corruption/follow/leave/", follow.leave, name="follow-leave"),
    path("corruption/follow/<slug:action>/", follow.act, name="follow-act"),
    path("mine/", cases.mine, name="mine"),
    path("call-me/", call_me.call_me, name="call-me"),
    path("tell-me/", tell_me.tell_me, name="tell-me"),
    path("tell-me/email/<str:token>/", tell_me.confirm_email, name="email-confirm"),
    path("tell-me/stop/<str:token>/", tell_me.stop_email, name="email-stop"),
    # CM Jan Seva: what there is, the link from the SMS, where it stands; is a paper genuine?
    path("s/", applications.services, name="services"),
    path("s/mine/", applications.mine, name="applications"),
    path("s/mine/<str:reference>/", applications.application, name="application"),
    path("s/mine/<str:reference>/paper.pdf", applications.paper, name="paper"),
    path("s/mine/<str:reference>/pay/", fees.pay, name="pay"),
    path("s/mine/<str:reference>/receipt.pdf", fees.receipt, name="fee-receipt"),
    path("s/paid/", fees.paid, name="paid"),
    path("s/mine/<str:reference>/<slug:action>/", applications.act, name="application-act"),
    path("s/<str:token>/", applications.confirm, name="application-confirm"),
    path("s/<str:token>/identity/", applications.identity, name="application-identity"),
    path("v/", verification.verify, name="verify"),
    path("v/<str:code>/", verification.verify, name="verify-code"),
    path("c/<str:reference>/", cases.case, name="case"),
    path("c/<str:reference>/receipt.pdf", receipts.receipt, name="receipt"),
    path("c/<str:reference>/<slug:action>/", cases.act, name="act"),
]
