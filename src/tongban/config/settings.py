"""Settings from the environment only. Region policy is never a setting: it is a pack.

`TONGBAN_HOME` is where a trial keeps its database, files and secret key (default `.tongban/` beside the clone).
"""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

SOURCE = Path(__file__).resolve().parent.parent
ROOT = SOURCE.parent.parent


class SettingError(SystemExit):
    """A setting that cannot be understood stops the start with one sentence."""


def text(name: str, default: str = "") -> str:
    """The variable `name`, or the content of the file named by `name_FILE` (for secrets)."""
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text("utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """`true` or `false`; anything else stops the start."""
    given = text(name, "true" if default else "false").lower()
    if given not in ("true", "false"):
        raise SettingError(f"{name} must be true or false, not {given!r}")
    return given == "true"


def number(name: str, default: int = 0) -> int:
    """A whole number from 0; anything else stops the start."""
    given = text(name, str(default))
    if not given.isdecimal():
        raise SettingError(f"{name} must be a whole number, not {given!r}")
    return int(given)


def database(url: str) -> dict[str, object]:
    """Django's settings for a `postgresql://` address; a socket folder may be given as `?host=`."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise SettingError("DATABASE_URL must start with postgresql://")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "tongban",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", "")) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**(PREPARED if flag("TONGBAN_PREPARE", True) else {}), **query},
    }


PREPARED: dict[str, object] = {"server_side_binding": True, "prepare_threshold": 5}
"""The server plans a statement once a connection, not at every use. Not behind a pooler that hands connections on
between transactions: set TONGBAN_PREPARE=false there.
"""


def mail(url: str, home: Path) -> dict[str, object]:
    """Django's settings for an `smtp://` or `smtps://` address. A trial without one writes its mails to files."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": home / "mail"}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingError("TONGBAN_MAIL must look like smtps://user:password@host:465")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def secret_key(home: Path) -> str:
    """The key from TONGBAN_SECRET_KEY, else one made once for this installation, readable by its owner only.

    Several web nodes need the same key: give it to them by the variable.
    """
    if given := text("TONGBAN_SECRET_KEY"):
        return given
    return kept_secret(home, "secret_key")


def kept_secret(home: Path, name: str) -> str:
    """A secret of this installation, made at its first use and kept in a file that its owner alone reads."""
    file = home / name
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=home)  # readable by its owner only
        with os.fdopen(handle, "w", encoding="utf-8") as new:
            new.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # server and worker may start together: the first key counts, whole
            os.link(draft, file)
        Path(draft).unlink()
    return file.read_text("utf-8")


HOME = Path(text("TONGBAN_HOME") or ROOT / ".tongban")
SANDBOX = flag("TONGBAN_SANDBOX")
DEBUG = flag("TONGBAN_DEBUG")
SECRET_KEY = secret_key(HOME)
ALLOWED_HOSTS = text("TONGBAN_HOSTS", "localhost,127.0.0.1").split(",")
PUBLIC_ADDRESS = text("TONGBAN_ADDRESS", "http://localhost:8000").rstrip("/")
HOME_REGION = text("TONGBAN_REGION", "990100" if SANDBOX else "")
PACKS_FOLDER = Path(text("TONGBAN_PACKS") or ROOT / "packs")
EVIDENCE_FOLDER = HOME / "evidence"
EVIDENCE_LIMIT = 10 * 1024 * 1024  # bytes of one uploaded file

# Encrypts the keys that sign portable licences. A sandbox has no secret to keep and takes its own key for it.
WALLET_PASSPHRASE = text("TONGBAN_WALLET_PASSPHRASE", SECRET_KEY if SANDBOX else "")
# How far the clock of a telephone may be off: telephones set by their network are right within seconds, one set by hand
# is a minute off; more would let a presentation be used longer than its holder was told.
WALLET_LEEWAY = number("TONGBAN_WALLET_LEEWAY", 60)

MAILS = SANDBOX or bool(text("TONGBAN_MAIL"))
globals().update(mail(text("TONGBAN_MAIL"), HOME))
DEFAULT_FROM_EMAIL = text("TONGBAN_MAIL_FROM", "tongban@localhost")
SMS_PROVIDER = text("TONGBAN_SMS")  # `module:function`, called with number, text and a key that makes it once

# The key store of trials (domains/licences/seals/keys.py). Real seals come from a seal service: docs/how-to/seals.md.
SEAL_KEYS = text("TONGBAN_SEAL_KEYS", "software" if SANDBOX else "")
SEAL_PASSPHRASE = text("TONGBAN_SEAL_PASSPHRASE") or (kept_secret(HOME, "seal_passphrase") if SANDBOX else "")
SEAL_FOLDER = HOME / "seals"
SEAL_SERVICE = text("TONGBAN_SEAL_SERVICE").rstrip("/")
SEAL_SERVICE_TOKEN = text("TONGBAN_SEAL_SERVICE_TOKEN")
SEAL_SERVICE_SECONDS = number("TONGBAN_SEAL_SERVICE_SECONDS", 10)

DATABASES = {"default": database(text("DATABASE_URL") or f"postgresql://postgres@/tongban?host={HOME / 'postgres'}")}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "tongban.kernel",
    "tongban.domains.registry",
    "tongban.domains.catalogue",
    "tongban.domains.cases",
    "tongban.domains.licences",
    "tongban.domains.reform",
    "tongban.domains.metrics",
    "tongban.web",
    "tongban.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tongban.web.moment.middleware",
    "tongban.web.middleware.RefusalPages",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "tongban.config.urls"
WSGI_APPLICATION = "tongban.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tongban.web.context.page",
            ],
            "builtins": ["tongban.web.templatetags.tongban"],
        },
    }
]

AUTH_USER_MODEL = "registry.Account"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "tongban.web.accounts.backends.LicenceBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "tongban.web.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "login": "tongban.web.accounts.forms.LogIn",
    "change_password": "tongban.web.accounts.forms.ChangePassword",
    "set_password": "tongban.web.accounts.forms.SetPassword",
    "reset_password": "tongban.web.accounts.forms.ResetPassword",
    "reset_password_from_key": "tongban.web.accounts.forms.ResetPasswordKey",
    "reauthenticate": "tongban.web.accounts.forms.Reauthenticate",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login_failed": "20/10m/ip,5/5m/key", "signup": "30/h/ip", "reset_password": "20/h/ip,5/h/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = number("TONGBAN_PROXIES")
MFA_ADAPTER = "tongban.web.accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "tongban.web.accounts.forms.Authenticate",
    "reauthenticate": "tongban.web.accounts.forms.ReauthenticateByCode",
    "activate_totp": "tongban.web.accounts.forms.ActivateTotp",
}
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 2 * 24 * 3600
SESSION_COOKIE_AGE = 12 * 3600
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        # The rate limits are counted here: with Django's 300 entries a crowd would drop the counts of whom they stop.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

MESSAGE_TAGS = {10: "info", 20: "info", 25: "ok", 30: "warn", 40: "late"}  # the tones of our notices

# Django's own default tells an unhandled error to nobody outside DEBUG. Errors only: addresses of refused requests
# may hold one-time keys.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}, "django": {"handlers": [], "propagate": True}},
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [SOURCE / "web" / "static"]
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # an empty folder serves what the finders find; collectstatic fills it

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not SANDBOX
# Behind a proxy that ends TLS the server itself is asked in plain HTTP; what the browser was shown is this address.
CSRF_TRUSTED_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(PUBLIC_ADDRESS))]
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "tongban.web.views_common.forgery"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
