"""Django's settings. What an operator may change is an environment variable, see docs/operator/settings.md."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from allmende.config import environment as env
from allmende.foundation import log

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent.parent

# --- What kind of installation --------------------------------------------------------------------------------------
PRODUCTION = env.flag("PRODUCTION")
DEBUG = False  # Django's debug pages show too much; ALLMENDE_DEBUG only makes the log talkative.
DEBUG_LOG = env.flag("DEBUG") and not PRODUCTION
HTTPS = env.flag("HTTPS", default=PRODUCTION)
PORT = env.number("PORT", 8000)
VAR = env.folder("VAR", ROOT / "var")
SERVICES = env.folder("SERVICES", ROOT / "services")
CITIES = env.folder("CITIES", ROOT / "cities")
SECRETS = env.folder("SECRETS", VAR / "secrets")
OPERATOR_TOKEN = env.text("OPERATOR_TOKEN")
OPERATOR_NAME = env.text("OPERATOR_NAME")
OPERATOR_ADDRESS = env.text("OPERATOR_ADDRESS")
OPERATOR_EMAIL = env.text("OPERATOR_EMAIL")
COMMONS_KEY_FILE = env.text("COMMONS_KEY_FILE")  # with it releases are signed that are born here
COMMONS_SIGNER = env.text("COMMONS_SIGNER")  # and under this name
SECRET_KEY = env.secret_key(VAR, production=PRODUCTION)

# --- Database -------------------------------------------------------------------------------------------------------
# Server and worker act as an unprivileged role, so that row-level security holds; migrations act as the owner.
DATABASE_ROLE = env.text("DATABASE_ROLE", "allmende_app")
AS_OWNER = env.flag("AS_OWNER")
DATABASE_URL = env.text("DATABASE_URL")
DATABASES = {
    "default": env.database(
        (env.text("DATABASE_OWNER_URL") or DATABASE_URL) if AS_OWNER else DATABASE_URL,
        VAR,
        "" if AS_OWNER else DATABASE_ROLE,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Rooms ----------------------------------------------------------------------------------------------------------
_ROOMS = [
    "allmende.foundation.tenancy",
    "allmende.foundation.identity",
    "allmende.foundation.audit",
    "allmende.foundation.jobs",
    "allmende.foundation.blobs",
    "allmende.foundation.limits",
    "allmende.apps.catalogue",
    "allmende.apps.commons",
    "allmende.apps.applications",
    "allmende.apps.cases",
    "allmende.apps.payments",
    "allmende.apps.holdings",
    "allmende.apps.notices",
    "allmende.apps.booking",
    "allmende.apps.postbox",
    "allmende.apps.records",
    "allmende.ui",
    "allmende.entrypoints.portal",
    "allmende.entrypoints.office",
    "allmende.entrypoints.operator",
    "allmende.entrypoints.studio",
    "allmende.entrypoints.studio.drafts",
    "allmende.entrypoints.studio.reviews",
    "allmende.entrypoints.studio.adoption",
    "allmende.entrypoints.studio.cooperation",
    "allmende.entrypoints.studio.exchange",
]
INSTALLED_APPS = ["django.contrib.staticfiles", *(room for room in _ROOMS if find_spec(room))]

MIDDLEWARE = [
    "allmende.foundation.web.headers.SecurityHeaders",
    "allmende.foundation.web.middleware.AddressOfVisitor",
    "allmende.foundation.web.middleware.BodyLimit",
    "allmende.foundation.web.middleware.LanguageOfPath",
    "allmende.foundation.web.middleware.CityOfHost",
    "django.middleware.csrf.CsrfViewMiddleware",
    "allmende.foundation.identity.middleware.WhoIsThere",
    "allmende.foundation.web.middleware.Unanswered",
    "allmende.foundation.web.middleware.AccessDeclared",
    "allmende.foundation.web.middleware.CleanInput",
]
ROOT_URLCONF = "allmende.config.urls"
PLATFORM_URLCONF = "allmende.config.urls_platform"
OPERATOR_URLCONF = "allmende.config.urls_operator"
WSGI_APPLICATION = "allmende.config.wsgi.application"
CITIZEN_SIGN_IN = "/anmelden/"
OFFICER_SIGN_IN = "/buero/anmelden/"
OFFICER_FACTOR = "/buero/zweiter-faktor/"
OFFICER_PASSWORD = "/buero/passwort/"  # noqa: S105 - an address
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- Language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

# --- Static files: straight from the packages -----------------------------------------------------------------------
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(VAR / "files")}},
    "staticfiles": {"BACKEND": "allmende.foundation.web.static.PackageStatic"},
}
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]

# --- Guards ---------------------------------------------------------------------------------------------------------
# Hosts are data: CityOfHost answers for the cities' hosts and shows nothing but the operator's pages elsewhere.
ALLOWED_HOSTS = ["*"]
COOKIE_PREFIX = (
    "__Host-" if HTTPS else ""
)  # browsers then refuse such a cookie from any other host, parent domains included
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}allmende_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "allmende.foundation.web.errors.csrf_failed"
SESSION_COOKIE = f"{COOKIE_PREFIX}allmende_sitzung"
SEARCH_COOKIE = f"{COOKIE_PREFIX}allmende_suche"
BEHIND_PROXY = env.flag("BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
PAYMENT_ORIGINS = [origin for origin in env.text("FORM_ORIGINS").split() if origin]
if not PRODUCTION:
    PAYMENT_ORIGINS.append(f"http://sandbox.localhost:{PORT}")
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "form-action": ["'self'", *PAYMENT_ORIGINS],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "report-uri": ["/csp/"],
}
MAX_UPLOAD_BYTES = env.number("MAX_UPLOAD_MB", 10) * 1024 * 1024
MAX_FILES_BYTES = env.number("MAX_FILES_MB", 50) * 1024 * 1024
MAX_BODY_BYTES = env.number("MAX_BODY_MB", 200) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Above what an application takes (usecases/upload_file.py): whoever chooses too many is told so at the field.
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["allmende.foundation.web.uploads.BoundedFiles"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

# --- Pages ----------------------------------------------------------------------------------------------------------
OUTCOME_WAIT = 3.0  # so many seconds the page after sending and after paying waits for the outcome

# --- Jobs -----------------------------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "allmende.foundation.jobs.backend.DatabaseBackend", "QUEUES": []}}
WIRING = "allmende.config.wiring"

# --- Outside world --------------------------------------------------------------------------------------------------
SCHEME = "https" if HTTPS else "http"
PUBLIC_PORT = env.number("PUBLIC_PORT", 443 if HTTPS else PORT)
SMTP_URL = env.text("SMTP_URL")  # smtp://user:password@host:port; without one, mails are files under var/post
MAIL_RETURN_TO = env.text("MAIL_RETURN_TO")  # reports on undelivered mails go to name+…@domain of this address
MAIL_RETURNS = env.text("MAIL_RETURNS")  # the Maildir in which its server puts them
# The scanner's socket, as a path or host:port. Without one the demo does not scan, and production refuses uploads.
CLAMD = env.text("CLAMD")

# --- Logs -----------------------------------------------------------------------------------------------------------
LOGGING_CONFIG = None
log.configure(level=env.text("LOG_LEVEL", "INFO").upper(), debug=DEBUG_LOG, console=not PRODUCTION)
