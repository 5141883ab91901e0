"""Whether the gateways can do their work, for `sunwai check`."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPException

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from sunwai.core import clock
from sunwai.core.providers import providers
from sunwai.cpgrams.enums import PushState
from sunwai.cpgrams.models import CentreLink, Push
from sunwai.gateways.email import smtp
from sunwai.gateways.email.smtp import connect
from sunwai.gateways.sms.receipts import ACCOUNTS
from sunwai.gateways.sms.smpp import taking as smpp
from sunwai.gateways.switch.programs import find_programs
from sunwai.gateways.whatsapp import cloud as whatsapp
from sunwai.messages.enums import CHOSEN_BY_NAME, WITHOUT_TEMPLATE, Approval, Channel, Event, MessageState
from sunwai.messages.models import Message, ProviderHealth, Template
from sunwai.messages.texts import VARIABLES, template_problems
from sunwai.webhooks.models import Endpoint
from sunwai.webhooks.selectors import in_trouble

Result = tuple[str, bool, str]
SECONDS = 3.0
LATE = timedelta(minutes=10)
STUCK = timedelta(hours=1)
LINK_PATH = len("/en/c/4812093750/")  # longest path behind PUBLIC_URL in a message


ALL_ACCOUNTS = ACCOUNTS | {smpp.NAME: "SMS_SMPP"}
REQUIRED = {smpp.NAME: ("host", "port", "system_id", "password")}  # of any other provider all fields are


def check() -> list[Result]:
    """One (name, ok, sentence) for each provider, the templates, what waits, and the switch. Sends nothing."""
    return [
        *_providers(),
        _templates(),
        _links(),
        _waiting(),
        _email(),
        *_whatsapp(),
        _switch(),
        *_centres(),
        _webhooks(),
    ]


def _providers() -> Iterator[Result]:
    known = providers("sms")
    if not known:
        yield "sms", False, _("No SMS provider is configured.")
    for provider in known:
        unreachable = REACH.get(provider.name, _unreachable)
        problem = _missing(provider.name) or unreachable(provider.name) or _failing(provider.name)
        yield f"sms {provider.name}", not problem, problem or _("configured, reached, works")


def _missing(name: str) -> str:
    account = getattr(settings, ALL_ACCOUNTS[name])
    missing = [field for field in REQUIRED.get(name, account) if not account[field]]
    return _("Not set: %(fields)s.") % {"fields": ", ".join(missing)} if missing else ""


def _unreachable(name: str) -> str:
    """Any answer will do, even a refusal: a HEAD request sends nothing."""
    try:
        httpx.head(getattr(settings, ALL_ACCOUNTS[name])["url"], timeout=SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return _("Not reached: %(error)s.") % {"error": type(error).__name__}
    return ""


def _unconnected(name: str) -> str:
    """Whether the SMSC can be connected to. No bind: operators count them, and the worker has one."""
    account = getattr(settings, ALL_ACCOUNTS[name])
    try:
        socket.create_connection((account["host"], account["port"]), SECONDS).close()
    except OSError as error:
        return _("Not reached: %(error)s.") % {"error": type(error).__name__}
    return ""


REACH = {smpp.NAME: _unconnected}  # how it is asked whether a provider is there; any other by HTTP


def _failing(name: str) -> str:
    row = ProviderHealth.objects.filter(name=name, probe_at__isnull=False).first()
    if row is None:
        return ""
    since = f"{row.failing_since.astimezone(clock.IST):%F %R}"
    return _("Failing since %(since)s: %(reason)s.") % {"since": since, "reason": row.reason}


def _templates() -> Result:
    in_use = list(Template.objects.filter(is_active=True, channel=Channel.SMS))
    have = {(template.event, template.language) for template in in_use}
    events = frozenset(Event) - CHOSEN_BY_NAME - WITHOUT_TEMPLATE
    needed = [(event, code) for event in Event if event in events for code, _name in settings.LANGUAGES]
    missing = ["/".join(one) for one in needed if one not in have]
    wrong = [str(template) for template in in_use if not template.dlt_template or template_problems(template)]
    if missing or wrong:
        names = ", ".join(missing + wrong)
        return "sms templates", False, _("Missing, not registered or refused: %(names)s.") % {"names": names}
    return "sms templates", True, _("%(count)s in use, all registered") % {"count": len(in_use)}


def _links() -> Result:
    longest = VARIABLES["link"].longest - LINK_PATH
    if len(settings.PUBLIC_URL) > longest:
        return (
            "sms links",
            False,
            _("SUNWAI_PUBLIC_URL has more than %(longest)s characters.") % {"longest": longest},
        )
    return "sms links", True, _("short enough")


def _waiting() -> Result:
    late = Message.objects.filter(state=MessageState.QUEUED, not_before__lt=clock.now() - LATE).count()
    if late:
        return "sms queue", False, _("%(count)s messages are late; is a worker running?") % {"count": late}
    return "sms queue", True, _("no message is late")


def _email() -> Result:
    """Whether the mail server lets us in, where there is one."""
    gateway = settings.EMAIL_GATEWAY
    if not providers("email"):
        return "email", True, _("off: there is no mail server here")
    if not gateway["from"] or bool(gateway["dkim_selector"]) != bool(gateway["dkim_key"]):
        return "email", False, _("Not set: %(fields)s.") % {"fields": "from, dkim_selector, dkim_key"}
    try:
        connect(seconds=SECONDS).quit()
    except (OSError, SMTPException) as error:
        return "email", False, _("Not reached: %(error)s.") % {"error": type(error).__name__}
    problem = _failing(smtp.NAME)
    return "email", not problem, problem or _("configured, reached, works")


def _switch() -> Result:
    """Whether the telephone switch can be commanded, where there is one."""
    if not providers("switch") or not (settings.SWITCH["remote"] or find_programs()):
        return "switch", True, _("off: there is no telephone switch here")
    switch = settings.SWITCH
    try:
        answer = httpx.get(
            f"{switch['ari_url']}/ari/asterisk/info?only=build",
            auth=(switch["ari_user"], switch["ari_password"]),
            timeout=SECONDS,
            trust_env=False,
        )
        answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return "switch", False, _("Not reached: %(error)s.") % {"error": type(error).__name__}
    return "switch", True, _("configured, reached, works")


def _centres() -> Iterator[Result]:
    """Whether each way to CPGRAMS works, and nothing waits there for long."""
    known = providers("cpgrams")
    if not known:
        yield "cpgrams", True, _("off: no way to CPGRAMS is configured")
    for centre in known:
        problem = centre.problem() or _stuck(centre.name)
        yield f"cpgrams {centre.name}", not problem, problem or _("configured, reached, works")


def _stuck(name: str) -> str:
    link = CentreLink.objects.filter(name=name, failing_since__isnull=False).first()
    if link and link.failing_since:
        since = f"{link.failing_since.astimezone(clock.IST):%F %R}"
        return _("Failing since %(since)s: %(reason)s.") % {"since": since, "reason": link.reason}
    waiting = Push.objects.filter(state=PushState.QUEUED, at__lt=clock.now() - STUCK, central__source=name)
    late = waiting.count()
    return (
        _("%(count)s updates wait for more than an hour; is a worker running?") % {"count": late}
        if late
        else ""
    )


def _whatsapp() -> Iterator[Result]:
    """Whether Meta answers to our token, and every text that could be sent outside a chat is approved."""
    if not providers("whatsapp"):
        yield "whatsapp", True, _("off: no account with Meta is configured")
        return
    missing = [name for name in ("phone_id", "app_secret", "verify_token") if not settings.WHATSAPP[name]]
    problem = (
        _("Not set: %(fields)s.") % {"fields": ", ".join(missing)} if missing else _failing(whatsapp.NAME)
    )
    yield "whatsapp", not problem, problem or _("configured, works")
    waiting = Template.objects.filter(channel=Channel.WHATSAPP, is_active=True)
    names = {template.provider_name for template in waiting.exclude(approval=Approval.APPROVED)}
    told = _("Not approved by WhatsApp; told by SMS meanwhile: %(names)s.") % {
        "names": ", ".join(sorted(names))
    }
    yield "whatsapp templates", not names, told if names else _("all approved")


def _webhooks() -> Result:
    """Whether other systems take what they are told."""
    failing = [f"{endpoint}: {endpoint.trouble}" for endpoint in in_trouble(clock.now())]
    if failing:
        return "webhooks", False, "; ".join(failing)
    return "webhooks", True, _("%(count)s endpoints in use") % {"count": Endpoint.objects.active().count()}
