"""What every mode shares. A value that differs between installations comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
import pghistory
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from sunwai.config import database, secrets

django_stubs_ext.monkeypatch()  # so that forms and admin classes may name their model as a type

SOURCE = Path(__file__).resolve().parents[2]
DATA_FOLDER = Path(os.environ.get("SUNWAI_DATA", "var")).resolve()
MODE = "production"

# ── Secrets ──────────────────────────────────────────────────────────────────────────────────────────────
# Made once, kept 0600 under the data folder; SUNWAI_SECRET_KEY, SUNWAI_FIELD_KEYS … win.
SECRET_KEY = secrets.secret_key(DATA_FOLDER)
FIELD_KEYS = secrets.field_keys(DATA_FOLDER)  # newest first; the others still decrypt

WOMENLINE_KEYS = secrets.womenline_keys(DATA_FOLDER)  # of the confidential helplines; see docs/womenline.md

# ── Addresses ────────────────────────────────────────────────────────────────────────────────────────────
PORT = int(os.environ.get("SUNWAI_PORT", "8181"))
PUBLIC_URL = os.environ.get("SUNWAI_PUBLIC_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
# Server-sent events come from a process of their own, which shares the host, and so the cookies.
LIVE_PORT = int(os.environ.get("SUNWAI_LIVE_PORT", PORT + 1))
LIVE_URL = os.environ.get(
    "SUNWAI_LIVE_URL", f"{urlsplit(PUBLIC_URL).scheme}://{urlsplit(PUBLIC_URL).hostname}:{LIVE_PORT}"
).rstrip("/")
ALLOWED_HOSTS = os.environ.get("SUNWAI_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ROOT_URLCONF = "sunwai.config.urls"
WSGI_APPLICATION = "sunwai.config.wsgi.application"

# ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "sunwai.core",
    "sunwai.files",
    "sunwai.casework",
    "sunwai.accounts",
    "sunwai.places",
    "sunwai.offices",
    "sunwai.citizens",
    "sunwai.messages",
    "sunwai.schemes",
    "sunwai.womenline",
    "sunwai.grievances",
    "sunwai.janseva",
    "sunwai.conversations",
    "sunwai.calls",
    "sunwai.cpgrams",
    "sunwai.webhooks",
    "sunwai.vigilance",
    "sunwai.gateways",
    "sunwai.api",
    "sunwai.web.components",
    "sunwai.web.portal",
    "sunwai.web.staff",
    "sunwai.web.desk",
    "sunwai.web.office",
    "sunwai.web.womenline",
    "sunwai.web.floor",
    "sunwai.web.admin.apps.SunwaiAdminConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_cotton.apps.SimpleAppConfig",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "sunwai.gateways.middleware.HooksMiddleware",
    "sunwai.api.middleware.ApiMiddleware",  # below it: for pages only
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sunwai.web.middleware.MethodMiddleware",
    "sunwai.web.middleware.PermissionsMiddleware",
    "sunwai.web.middleware.FrameMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "sunwai.web.staff.sessions.StaffSessionMiddleware",
    "sunwai.web.middleware.ViewerMiddleware",
    "sunwai.web.middleware.HistoryMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "web" / "admin" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "sunwai.web.components.templatetags.sunwai",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sunwai.web.context.page",
            ],
        },
    }
]
COTTON_SNAKE_CASED_NAMES = False
FORM_RENDERER = "sunwai.web.forms.Renderer"

# ── Database, jobs ───────────────────────────────────────────────────────────────────────────────────────
DATABASES = {"default": database.settings(DATA_FOLDER)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The row as it was before each change: so the first edit, too, has an old value, and loading costs no history.
PGHISTORY_DEFAULT_TRACKERS = (pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
PROCRASTINATE_IMPORT_PATHS = [
    "sunwai.core.jobs",
    "sunwai.messages.jobs",
    "sunwai.grievances.jobs",
    "sunwai.casework.jobs",
    "sunwai.files.jobs",
    "sunwai.womenline.jobs",
    "sunwai.conversations.jobs",
    "sunwai.calls.outgoing.jobs",
    "sunwai.calls.jobs",
    "sunwai.cpgrams.jobs",
    "sunwai.webhooks.jobs",
    "sunwai.janseva.jobs",
    "sunwai.gateways.sms.smpp.jobs",
    "sunwai.offices.jobs",
    "sunwai.web.portal.jobs",
]
PROCRASTINATE_ON_APP_READY = None

# `default` is shared by all processes (sign-in limits count there); `local` is what one process remembers for seconds.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"},
    "local": {"BACKEND": "sunwai.core.local_cache.LocalCache"},
}

# ── Sign-in ──────────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["sunwai.web.staff.backend.StaffBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "staff-home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "sunwai.web.staff.adapter.StaffAccountAdapter"
MFA_ADAPTER = "sunwai.web.staff.adapter.StaffMFAAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/10m/ip,5/10m/key",
    "reauthenticate": "10/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Sunwai"
MFA_TOTP_TOLERANCE = 1
SESSION_ENGINE = "sunwai.web.sessions"
SESSION_COOKIE_AGE = 10 * 60 * 60  # a working day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
DRAFT_COOKIE_NAME = "sunwai_draft"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# ── Walls ────────────────────────────────────────────────────────────────────────────────────────────────
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "media-src": [CSP.SELF, "blob:"],
    "font-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "sunwai.web.womenline.reports.ConfidentialFilter"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "sunwai.web.errors.csrf_failure"
# How many proxies of ours stand in front: whose word about the visitor's address is believed, for all rate limits.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SUNWAI_PROXIES", "0"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STATICFILES_DIRS = [SOURCE / "web" / "static"]
MEDIA_ROOT = DATA_FOLDER / "files"
VOICE_STYLES = os.environ.get("SUNWAI_VOICE_STYLES", ".tools/voice/kokoro-js-1.2.1.tgz")  # `make voice`
WHISPER_MODEL = os.environ.get("SUNWAI_WHISPER_MODEL", "")  # folder of a model for faster-whisper
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "sunwai.web.static_files.DigestInAddress"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

# ── Language, time ───────────────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "hi"
LANGUAGES = [("hi", "हिंदी"), ("en", "English")]
LOCALE_PATHS = [SOURCE / "locale", SOURCE / "web" / "admin" / "locale"]  # the admin's app is Django's own
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Kolkata"

# Set by `sunwai up` where there is no telephone switch: numbers are then typed by hand.
TELEPHONE_IS_OFF = os.environ.get("SUNWAI_TELEPHONE") == "off"

# ── Providers: which implementation answers each port (see core.providers) ───────────────────────────────
SMPP_PROVIDERS = ["sunwai.gateways.sms.smpp.provider:Smpp"] if os.environ.get("SUNWAI_SMPP_HOST") else []
PROVIDERS: dict[str, list[str]] = {
    "sms": ["sunwai.gateways.sms.mobile_seva:MobileSeva", *SMPP_PROVIDERS],
    "whatsapp": ["sunwai.gateways.whatsapp.cloud:WhatsAppCloud"]
    if os.environ.get("SUNWAI_WHATSAPP_TOKEN")
    else [],
    "whatsapp_media": ["sunwai.gateways.whatsapp.cloud:CloudMedia"],
    "call_centre": ["sunwai.calls.asked:CallCentre"],
    "editors": ["sunwai.messages.staff:Editors"],
    # Central grievances: whichever ways to the centre are configured; a grievance is answered by the way it came.
    "cpgrams": [
        address
        for address, name in (
            ("sunwai.gateways.cpgrams.http:HttpCentre", "SUNWAI_CPGRAMS_URL"),
            ("sunwai.gateways.cpgrams.files:FileCentre", "SUNWAI_CPGRAMS_FOLDER"),
        )
        if os.environ.get(name)
    ],
    "email": ["sunwai.gateways.email.smtp:Smtp"] if os.environ.get("SUNWAI_SMTP_HOST") else [],
    "push": ["sunwai.gateways.push.vapid:Vapid"] if os.environ.get("SUNWAI_PUSH_SUBJECT") else [],
    "switch": [] if TELEPHONE_IS_OFF else ["sunwai.gateways.switch.asterisk:Asterisk"],
    "webhooks": ["sunwai.gateways.webhooks.client:HookClient"],
    "land_records": ["sunwai.gateways.land_records.http:HttpLandRecords"]
    if os.environ.get("SUNWAI_LAND_URL")
    else [],
    "payment": ["sunwai.gateways.payment.razorpay:Razorpay"] if os.environ.get("SUNWAI_RAZORPAY_KEY") else [],
    "identity": ["sunwai.gateways.identity.aua:Aua"] if os.environ.get("SUNWAI_AUA_URL") else [],
    "signing": [
        address
        for address, given in (
            ("sunwai.gateways.signing.pkcs11:Pkcs11", "SUNWAI_SIGNING_TOKEN"),
            ("sunwai.gateways.signing.pkcs12:Pkcs12", "SUNWAI_SIGNING_FILE"),
        )
        if os.environ.get(given)
    ],
    "switch_book": ["sunwai.gateways.switch.book:CdrBook"],
    "switch_recordings": ["sunwai.gateways.switch.recordings:AriRecordings"],
    "voice": ["sunwai.gateways.speech.espeak:Espeak"],  # says any text at run time
    "prompt_voice": ["sunwai.gateways.speech.kokoro:Kokoro"],  # says the prompts when they are built
    "ear": ["sunwai.gateways.speech.whisper:Whisper"] if os.environ.get("SUNWAI_WHISPER_MODEL") else [],
}
SMS_MOBILE_SEVA = {
    "url": os.environ.get("SUNWAI_SMS_URL", ""),
    "username": os.environ.get("SUNWAI_SMS_USERNAME", ""),
    "password": os.environ.get("SUNWAI_SMS_PASSWORD", ""),
    "sender_id": os.environ.get("SUNWAI_SMS_SENDER", ""),
    "secure_key": os.environ.get("SUNWAI_SMS_SECURE_KEY", ""),
    "receipt_token": os.environ.get("SUNWAI_SMS_RECEIPT_TOKEN", ""),
}
SMS_GENERIC_HTTP = {
    "url": os.environ.get("SUNWAI_SMS_HTTP_URL", ""),
    "token": os.environ.get("SUNWAI_SMS_HTTP_TOKEN", ""),
    "receipt_token": os.environ.get("SUNWAI_SMS_HTTP_RECEIPT_TOKEN", ""),
}
# Second, where SUNWAI_SMPP_HOST names it (docs/api/sms-smpp.md).
SMS_SMPP: dict[str, Any] = {
    "host": os.environ.get("SUNWAI_SMPP_HOST", ""),
    "port": int(os.environ.get("SUNWAI_SMPP_PORT", "2775")),
    "tls": os.environ.get("SUNWAI_SMPP_TLS") == "on",
    "system_id": os.environ.get("SUNWAI_SMPP_SYSTEM_ID", ""),
    "password": os.environ.get("SUNWAI_SMPP_PASSWORD", ""),
    "system_type": os.environ.get("SUNWAI_SMPP_SYSTEM_TYPE", ""),
    "service_type": os.environ.get("SUNWAI_SMPP_SERVICE_TYPE", ""),
    "sender_id": os.environ.get("SUNWAI_SMPP_SENDER", ""),  # where a template names no header
    "source_ton": int(os.environ.get("SUNWAI_SMPP_SOURCE_TON", "5")),  # letters
    "source_npi": int(os.environ.get("SUNWAI_SMPP_SOURCE_NPI", "0")),
    "dest_ton": int(os.environ.get("SUNWAI_SMPP_DEST_TON", "1")),  # international
    "dest_npi": int(os.environ.get("SUNWAI_SMPP_DEST_NPI", "1")),
    "window": int(os.environ.get("SUNWAI_SMPP_WINDOW", "10")),  # messages without an answer yet
    "per_second": float(os.environ.get("SUNWAI_SMPP_PER_SECOND", "20")),
    "enquire_seconds": float(os.environ.get("SUNWAI_SMPP_ENQUIRE_SECONDS", "30")),
    "message_payload": os.environ.get("SUNWAI_SMPP_MESSAGE_PAYLOAD") == "on",
    "id_bases": tuple(int(base) for base in os.environ.get("SUNWAI_SMPP_ID_BASES", "").split(",") if base),
    # DLT: numbers of the optional parameters; 0: not sent
    "tag_entity": int(os.environ.get("SUNWAI_SMPP_TAG_ENTITY", "0x1400"), 16),
    "tag_template": int(os.environ.get("SUNWAI_SMPP_TAG_TEMPLATE", "0x1401"), 16),
    "tag_chain": int(os.environ.get("SUNWAI_SMPP_TAG_CHAIN", "0x1402"), 16),
    "chain": os.environ.get("SUNWAI_SMPP_CHAIN", ""),
    "tags_end_with_zero": os.environ.get("SUNWAI_SMPP_TAGS_END_WITH_ZERO") == "on",
}
SMS_TIMEOUT = 10.0  # seconds
WHATSAPP: dict[str, Any] = {
    "url": os.environ.get("SUNWAI_WHATSAPP_URL", "https://graph.facebook.com"),
    "version": os.environ.get("SUNWAI_WHATSAPP_VERSION", "v23.0"),
    "phone_id": os.environ.get("SUNWAI_WHATSAPP_PHONE_ID", ""),
    "token": os.environ.get("SUNWAI_WHATSAPP_TOKEN", ""),
    "app_secret": os.environ.get("SUNWAI_WHATSAPP_APP_SECRET", ""),
    "verify_token": os.environ.get("SUNWAI_WHATSAPP_VERIFY_TOKEN", ""),
    "per_second": float(
        os.environ.get("SUNWAI_WHATSAPP_PER_SECOND", "40")
    ),  # of each worker; Meta lets 80 through
    "timeout": 10.0,  # seconds
}
CPGRAMS: dict[str, Any] = {
    "url": os.environ.get("SUNWAI_CPGRAMS_URL", ""),
    "token": os.environ.get("SUNWAI_CPGRAMS_TOKEN", ""),
    "folder": os.environ.get(
        "SUNWAI_CPGRAMS_FOLDER", ""
    ),  # for drops of files, beside the address or instead of it
    "timeout": 20.0,  # seconds
    "per_minute": int(os.environ.get("SUNWAI_CPGRAMS_PER_MINUTE", "120")),  # requests that the centre allows
}
# A mail server of the state or of a provider (docs/channels.md); without SUNWAI_SMTP_HOST nobody is told by e-mail.
EMAIL_GATEWAY: dict[str, Any] = {
    "host": os.environ.get("SUNWAI_SMTP_HOST", ""),
    "port": int(os.environ.get("SUNWAI_SMTP_PORT", "587")),
    "tls": os.environ.get("SUNWAI_SMTP_TLS", "starttls"),  # or "tls" from the first byte, or "none"
    "user": os.environ.get("SUNWAI_SMTP_USER", ""),
    "password": os.environ.get("SUNWAI_SMTP_PASSWORD", ""),
    "from": os.environ.get("SUNWAI_EMAIL_FROM", ""),  # CM Helpline 181 <helpline@mp.example>
    "reply_to": os.environ.get("SUNWAI_EMAIL_REPLY_TO", ""),
    "dkim_selector": os.environ.get("SUNWAI_DKIM_SELECTOR", ""),
    "dkim_key": os.environ.get("SUNWAI_DKIM_KEY", ""),  # file with an RSA key (PEM)
    "bounce_token": os.environ.get("SUNWAI_EMAIL_BOUNCE_TOKEN", ""),
    "seconds": 20.0,  # to wait at each step
}
# Notices on phones and computers (docs/channels.md); without SUNWAI_PUSH_SUBJECT there are none.
PUSH: dict[str, Any] = {
    "key": secrets.push_key(DATA_FOLDER),
    "subject": os.environ.get("SUNWAI_PUSH_SUBJECT", ""),  # whom a push service writes to: mailto:…
    "seconds": 10.0,  # to wait at each step
}
# The push services of the browsers: Chrome and Edge on Android, Firefox, Safari, Edge on Windows, and their kin.
PUSH_SERVICES = os.environ.get(
    "SUNWAI_PUSH_SERVICES",
    "fcm.googleapis.com,push.services.mozilla.com,push.apple.com,notify.windows.com",
).split(",")
# The state's Authentication User Agency (docs/api/identity.md).
AUA = {"url": os.environ.get("SUNWAI_AUA_URL", ""), "token": os.environ.get("SUNWAI_AUA_TOKEN", "")}
# The state's land records (docs/api/land-records.md) and the payment gateway (docs/api/payment.md).
LAND_RECORDS = {
    "url": os.environ.get("SUNWAI_LAND_URL", ""),
    "token": os.environ.get("SUNWAI_LAND_TOKEN", ""),
}
# DigiLocker fetches what was issued (docs/api/digilocker.md).
DIGILOCKER = {
    "org_id": os.environ.get("SUNWAI_DIGILOCKER_ORG", ""),
    "key": os.environ.get("SUNWAI_DIGILOCKER_KEY", ""),
    "issuer": os.environ.get("SUNWAI_DIGILOCKER_ISSUER", ""),
}
RAZORPAY = {
    "url": os.environ.get("SUNWAI_RAZORPAY_URL", "https://api.razorpay.com/v1"),
    "checkout_url": os.environ.get("SUNWAI_RAZORPAY_CHECKOUT", "https://api.razorpay.com/v1"),
    "key_id": os.environ.get("SUNWAI_RAZORPAY_KEY", ""),
    "key_secret": os.environ.get("SUNWAI_RAZORPAY_SECRET", ""),
    "webhook_secret": os.environ.get("SUNWAI_RAZORPAY_WEBHOOK_SECRET", ""),
}
# Who signs certificates: see docs/jan-seva.md.
SIGNING: dict[str, Any] = {
    "pkcs12": os.environ.get("SUNWAI_SIGNING_FILE", ""),
    "password": os.environ.get("SUNWAI_SIGNING_PASSWORD", ""),
    "pkcs11": {
        "library": os.environ.get("SUNWAI_SIGNING_LIBRARY", ""),
        "token": os.environ.get("SUNWAI_SIGNING_TOKEN", ""),
        "certificate": os.environ.get("SUNWAI_SIGNING_CERTIFICATE", ""),
        "pin": os.environ.get("SUNWAI_SIGNING_PIN", ""),
    },
    "roots": os.environ.get("SUNWAI_SIGNING_ROOTS", "").split(),  # files: the CCA's root and what leads to it
    "revocation_lists": os.environ.get("SUNWAI_SIGNING_LISTS", "").split(),
    "fetch_revocation": os.environ.get("SUNWAI_SIGNING_FETCH") == "on",
    "timestamp_url": os.environ.get("SUNWAI_TIMESTAMP_URL", ""),
    "demo_timestamper": "",
}
PUSH_SIMULATORS: list[str] = []
SIMULATORS = False
WEBHOOKS_LOOPBACK = False  # whether webhooks may go to this very machine, and there without TLS

# ── The telephone switch (docs/telephony.md) ─────────────────────────────────────────────────────────────
# Without SUNWAI_ASTERISK one on this machine is configured, started and watched over, where there is one.
ARI_PORT = int(os.environ.get("SUNWAI_ARI_PORT", "8088"))  # loopback only
WSS_PORT = int(os.environ.get("SUNWAI_WSS_PORT", "8089"))  # browsers, over TLS; 0: a proxy does it
SWITCH: dict[str, Any] = {
    "home": DATA_FOLDER / "telephony",
    "remote": os.environ.get("SUNWAI_ASTERISK", ""),  # ARI of a switch elsewhere: http://host:8088
    "app": "sunwai",
    "ari_host": "127.0.0.1",
    "ari_port": ARI_PORT,
    "ari_url": os.environ.get("SUNWAI_ASTERISK", f"http://127.0.0.1:{ARI_PORT}").rstrip("/"),
    "ari_user": os.environ.get("SUNWAI_ARI_USER", "sunwai"),
    "ari_password": secrets.switch_password(DATA_FOLDER),
    # Where agents' browsers reach it.
    "wss_host": os.environ.get("SUNWAI_WSS_HOST", "0.0.0.0"),  # noqa: S104
    "wss_port": WSS_PORT,
    "wss_name": urlsplit(PUBLIC_URL).hostname or "localhost",
    "tls_certificate": os.environ.get("SUNWAI_TLS_CERTIFICATE", ""),
    "tls_key": os.environ.get("SUNWAI_TLS_KEY", ""),
    "agent_phones": os.environ.get("SUNWAI_AGENT_PHONES", "browser"),  # or "sip": telephones on the desk
    # Where operators reach it.
    "sip_host": os.environ.get("SUNWAI_SIP_HOST", "0.0.0.0"),  # noqa: S104
    "sip_port": int(os.environ.get("SUNWAI_SIP_PORT", "5060")),
    "trunks": os.environ.get("SUNWAI_TRUNKS", ""),
    "public_address": os.environ.get("SUNWAI_SIP_PUBLIC_ADDRESS", ""),  # behind an address translation
    # Sound.
    "media_address": os.environ.get("SUNWAI_MEDIA_ADDRESS", ""),  # of agents' sound, where it must be one
    "stun": os.environ.get("SUNWAI_STUN", ""),
    "rtp_ports": tuple(int(port) for port in os.environ.get("SUNWAI_RTP_PORTS", "20000-24000").split("-")),
    "rtp_timeout": int(os.environ.get("SUNWAI_RTP_TIMEOUT", "60")),  # seconds without sound: they are gone
    "agent_rtp_timeout": int(os.environ.get("SUNWAI_AGENT_RTP_TIMEOUT", "10")),
    "most_calls": int(os.environ.get("SUNWAI_MOST_CALLS", "1500")),
}
SOUNDS_FOLDER = Path(os.environ.get("SUNWAI_SOUNDS", DATA_FOLDER / "telephony" / "sounds")).resolve()

# ── The telephone, as an agent's browser finds it ────────────────────────────────────────────────────────
TELEPHONE = {
    "wss": os.environ.get("SUNWAI_WSS_URL", f"wss://{urlsplit(PUBLIC_URL).hostname}:{WSS_PORT}/ws"),
    "domain": os.environ.get("SUNWAI_SIP_DOMAIN", "sunwai"),  # of the agents' SIP addresses
    "ice": os.environ.get("SUNWAI_ICE_SERVERS", "").split(),  # stun:… or turn:…; none on one network
}

STATE = {
    "name": _("Madhya Pradesh"),
    "government": _("Government of Madhya Pradesh"),
    "agency": _("State Agency for Public Services"),
    "helpline": "181",
    "place_code": "state:23",
    "jurisdiction": "mp.gov.in",  # the whole state, in Open311; parts of it are data (Administration → Jurisdictions)
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SUNWAI_LOG_LEVEL", "WARNING")},
    "loggers": {
        "sunwai": {"level": os.environ.get("SUNWAI_LOG_LEVEL", "INFO")},
        "pyhanko": {"level": "ERROR"},  # it warns that lists are not fetched, which is as we want it
    },
}
