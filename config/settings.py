"""Every setting, read from the environment. With an empty environment the site runs embedded:
SQLite, tasks in the process, cache in memory, mails on the console.

docs/deploy.md lists the variables and says what each does.
"""

import os
import sys
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.keys import load_or_make

# NumPy's threads spin while they wait, and its matrices are small here: with them a release of large counts took half
# as much processor time again. Read when NumPy is loaded, which nothing does before the settings.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var")))
OPEN_DATA_DIR = DATA_DIR / "open-data"  # bundles of releases
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

# Addresses and keys

DEBUG = env.bool("DEBUG", default=False)
MAINTENANCE = env.bool("MAINTENANCE", default=False)  # one page for everything, while the site is worked on
SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in ("http", "https") or not _site.hostname:
    raise ImproperlyConfigured(f"SITE_URL must be a full address such as https://example.org, not {SITE_URL!r}.")
HTTPS = _site.scheme == "https"
PROXIES = env.int("TRUSTED_PROXIES", default=0)
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=[]), _site.hostname, "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]

_given = all(name in env.ENVIRON for name in ("SECRET_KEY", "PAY_KEYS", "TOKEN_KEY"))
_made: dict[str, str] = {} if _given else load_or_make(DATA_DIR / "keys.json")
SECRET_KEY = env("SECRET_KEY", default=_made.get("SECRET_KEY", ""))
PAY_KEYS = env.list("PAY_KEYS", default=_made.get("PAY_KEYS", "").split(","))
TOKEN_KEY = env("TOKEN_KEY", default=_made.get("TOKEN_KEY", ""))

# Parts

INSTALLED_APPS = [
    "salaries.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # its templates for widgets
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "salaries.accounts",
    "salaries",
    "advice",
]
MIDDLEWARE = [
    "salaries.metrics.CountRequests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "salaries.api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.LanguageOfTheAddress",
    "config.maintenance.Maintenance",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "salaries.accounts.middleware.SecondFactorMiddleware",
    "salaries.accounts.middleware.LastSeenMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # widgets in templates/django/forms
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "salaries.templatetags.words", "salaries.templatetags.parts"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "salaries.demonstration.marked",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Storage

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'gainstage.sqlite3'}")}
if env("REPLICA_URL", default=""):
    DATABASES["replica"] = env.db("REPLICA_URL")
    DATABASE_ROUTERS = ["config.replica.Router"]
POOLED = env.int("DATABASE_POOL", default=0)  # connections of each process; without it each thread keeps its own
for _database in DATABASES.values():
    if _database["ENGINE"] == "django.db.backends.sqlite3":
        _database.update(CONN_MAX_AGE=60, OPTIONS=SQLITE_OPTIONS)  # to open one takes 2 ms
    elif POOLED:
        _database.update(CONN_HEALTH_CHECKS=True, OPTIONS={"pool": {"min_size": 1, "max_size": POOLED, "timeout": 10}})
    else:
        _database.update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)

REDIS_URL = env("REDIS_URL", default="")
CACHES: dict[str, dict[str, object]] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "config.cache.DegradingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 2},
    }
CACHE_BYTES = env.int("CACHE_MEGABYTES", default=64) * 1024 * 1024  # of public answers, in each web process

# Tasks: in the process without Redis, by workers with it. The figures are explained in docs/decisions.md.

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_ALWAYS_EAGER = not REDIS_URL
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_TIMEOUT = 0.5
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        # A killed worker's task comes back after this. A release that takes longer is sent twice, which is harmless:
        # the second waits for the first and finds nothing left to count.
        "visibility_timeout": 30,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 0.5,
        "socket_timeout": 2,
        "max_retries": 1,
        "interval_start": 0.1,  # between the two attempts; kombu would wait two seconds
    }
    if REDIS_URL
    else {}
)
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # workers write the log as everybody does
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "salaries.tasks.heartbeat", "schedule": 60.0, "options": {"expires": 60}},
    "nightly release": {"task": "salaries.tasks.nightly_release", "schedule": crontab(minute=17, hour=3)},
    "notices": {"task": "salaries.tasks.tell_contributors", "schedule": crontab(minute="*/10")},
    "webhooks": {"task": "salaries.tasks.send_webhooks", "schedule": 60.0, "options": {"expires": 60}},
    "open data": {"task": "salaries.tasks.build_open_data", "schedule": crontab(minute=27)},
    "nightly clearing": {"task": "salaries.tasks.clear_sessions", "schedule": crontab(minute=47, hour=3)},
}

# Sign-in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
] + [{"NAME": "salaries.accounts.passwords.SiteWordsValidator"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_reports"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "salaries.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1", "password2"]  # without a password one signs in by code
ACCOUNT_FORMS = {
    "signup": "salaries.accounts.forms.SignUpForm", "request_login_code": "salaries.accounts.forms.AskForCodeForm",
}  # fmt: skip
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600  # seconds; ASVS 6.5.5 allows no more
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Gainstage: "
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail whenever a way to sign in has changed
MFA_ADAPTER = "salaries.accounts.adapter.SecondFactors"
MFA_FORMS = {
    "authenticate": "salaries.accounts.second_factor.CodeForm",
    "reauthenticate": "salaries.accounts.second_factor.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Gainstage"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # for http://localhost; browsers allow no other without TLS
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=HTTPS)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST", "localhost")
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = EMAIL_CONFIG.get("EMAIL_FILE_PATH") or str(DATA_DIR / "mail")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", default=f"Gainstage <noreply@{_site.hostname}>")

# Security

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked from inside, without TLS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "salaries.views.refused.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Language, time, static files

LANGUAGE_CODE = "en"  # the language of addresses without a prefix, of the API, and of the moderators' desk
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
# Collected files are hashed and compressed, by collectstatic itself as well; else files are served from where they lie.
COLLECTED = "collectstatic" in sys.argv or (not DEBUG and (STATIC_ROOT / "staticfiles.json").is_file())
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
if COLLECTED:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

# API

REST_FRAMEWORK = {
    # Sessions count for one's own reports only (salaries.api.views.reports): public answers never depend on one.
    "DEFAULT_AUTHENTICATION_CLASSES": ["salaries.accounts.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["salaries.api.reading.UnicodeJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "salaries.api.reading.Negotiation",
    "DEFAULT_METADATA_CLASS": None,  # the OpenAPI document says it better
    "EXCEPTION_HANDLER": "salaries.api.problems.handle",
    "DEFAULT_FILTER_BACKENDS": ["salaries.api.reading.StrictFilters"],
    "DEFAULT_PAGINATION_CLASS": "salaries.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "salaries.api.limits.WithoutKey",
        "salaries.api.limits.WithKey",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env("API_RATE", default="60/min"),
        "user": env("API_KEY_RATE", default="600/min"),
    },
    "NUM_PROXIES": PROXIES,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Gainstage API",
    "DESCRIPTION": "What people earn who make music, who build music AI, and who do both.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Only ours: choices stay where they are used, instead of as components under made-up names.
    "POSTPROCESSING_HOOKS": ["salaries.api.schema.add_problems"],
}

WEBHOOKS_TO_LOOPBACK = False  # plain HTTP, any port and this machine as receivers: for tests only

# Watching the site. Logs go to the console, scrubbed of everything that could be a person's (config/logs.py).

METRICS_TOKEN = env("METRICS_TOKEN", default="")
LOG_FORMAT = env("LOG_FORMAT", default="json" if HTTPS else "plain")
if LOG_FORMAT not in ("plain", "json"):
    raise ImproperlyConfigured(f"LOG_FORMAT must be plain or json, not {LOG_FORMAT!r}.")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "config.logs.PlainFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "config.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
if SENTRY_DSN := env("SENTRY_DSN", default=""):
    import_module("config.sentry").start(SENTRY_DSN)  # the library is read only where somebody wants it
