"""Django's settings. What an installation may choose comes from `environment`; everything else is fixed here."""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.conf import locale

from stet.letters.mail import Encryption
from stet.newsroom.languages import LANGUAGES as READING_LANGUAGES
from stet.server import environment, sign_in_file

ENVIRONMENT = environment.read()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = False
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "corsheaders",
    "csp",
    "stet.accounts",
    "stet.ledger",
    "stet.comments",
    "stet.moderation",
    "stet.alerts",
    "stet.figures",
    "stet.letters",
    "stet.publication",
    "stet.readers",
    "stet.desk",
    "stet.widget",
    "stet.demo",
    "stet.server",
]

INSTALLED_APPS += [
    f"allauth.socialaccount.providers.{kind}" for kind in ENVIRONMENT.sign_in if kind != sign_in_file.OPENID_CONNECT
]

MIDDLEWARE = [
    "stet.server.middleware.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "stet.server.middleware.ReadingLanguageMiddleware",
    "stet.server.middleware.ErrorShapeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "stet.server.middleware.LargestBodyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "stet.accounts.seen.SeenMiddleware",
]

ROOT_URLCONF = "stet.server.urls"
WSGI_APPLICATION = "stet.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "server" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# One file in the data folder unless a server is named. A commit is on the disk before it is acknowledged
# (synchronous=FULL); writers queue up at the start of their transaction instead of failing in its middle (IMMEDIATE);
# what is erased is overwritten (secure_delete).
SQLITE = {
    "ENGINE": "stet.server.sqlite",
    "NAME": ENVIRONMENT.home / "stet.sqlite3",
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON",
    },
}
if ENVIRONMENT.database_url:
    POSTGRESQL = dj_database_url.parse(ENVIRONMENT.database_url, conn_max_age=600, conn_health_checks=True)
    DATABASES = {"default": dict(POSTGRESQL)}
else:
    DATABASES = {"default": SQLITE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits are counted in memory: one process serves, and nothing about a reader is written down for it.
# Room for as many addresses as a busy day brings: a counter pushed out would be a limit forgotten.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000, "CULL_FREQUENCY": 10},
    }
}
STET_RATE_POST = ENVIRONMENT.rate_post
STET_RATE_READ = ENVIRONMENT.rate_read
STET_RATE_ACT = ENVIRONMENT.rate_act
STET_UNDO_SECONDS = ENVIRONMENT.undo_seconds
STET_SECOND_JUDGE = ENVIRONMENT.second_judge
STET_BASE_URL = ENVIRONMENT.base_url
STET_TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies

CSRF_FAILURE_VIEW = "stet.server.errors.csrf_failure"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
STET_PASSWORDS = ENVIRONMENT.passwords
STET_STAFF_SIGN_IN = ENVIRONMENT.staff_sign_in
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "desk:queue"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Moderators are invited; nobody signs up by themselves.
ACCOUNT_ADAPTER = "stet.desk.sign_in.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# The second step of signing in: a code of an authenticator app, a passkey, or a recovery code shown once.
STET_TWO_FACTOR_REQUIRED = ENVIRONMENT.two_factor
MFA_ADAPTER = "stet.accounts.second_step.SecondStep"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Addresses are confirmed by the invitation, not by allauth.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
# On the machine itself browsers take passkeys without TLS; anywhere else none of them would.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.secure_cookies
# What concerns safety is asked for anew five minutes after signing in.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# An invitation is good for three days, and once.
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
# Readers have no accounts: what a provider verifies ends in our adapter, before allauth would store anything.
SOCIALACCOUNT_ADAPTER = "stet.server.vouching.Vouching"
SOCIALACCOUNT_PROVIDERS = dict(ENVIRONMENT.sign_in)
SOCIALACCOUNT_QUERY_EMAIL = False

STET_ALERTS_PRIVATE = ENVIRONMENT.alerts_private
STET_MAIL = ENVIRONMENT.mail
# Without mail nothing is sent; whatever a library would send is said on the console.
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# A mail server answers in seconds; the thread that waits holds nothing but its own letter.
EMAIL_TIMEOUT = 30
if STET_MAIL and STET_MAIL.folder:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = STET_MAIL.folder
if STET_MAIL and STET_MAIL.server:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = STET_MAIL.server.host, STET_MAIL.server.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = STET_MAIL.server.user, STET_MAIL.server.password
    EMAIL_USE_TLS = STET_MAIL.server.encryption is Encryption.STARTTLS
    EMAIL_USE_SSL = STET_MAIL.server.encryption is Encryption.TLS

LANGUAGES = [(language.code, language.name) for language in READING_LANGUAGES.values()]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
# Django knows Central Kurdish, but not Kurmanji.
locale.LANG_INFO.setdefault("kmr", {"bidi": False, "code": "kmr", "name": "Northern Kurdish", "name_local": "Kurmancî"})

STATIC_URL = "/static/"
# Static files are served from the packages themselves: nothing to collect, nothing to forget. Their names stay, so they
# are kept for minutes only, and then asked about by ETag. The widget's parts are named after what is in them: they are
# kept for good.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 300
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/stet/parts/"
# What pages written for another comment system ask for, at that system's own addresses.
WHITENOISE_ROOT = PACKAGE / "widget" / "root"

# A comment is at most a few thousand characters; nothing a reader sends is larger than this. Only a view that says so
# (`largest_body`) takes more, such as a policy of 600,000 letters, and none takes more than the second.
STET_LARGEST_BODY = 64 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A page may ask for the counts of a hundred articles at once.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "object-src": [NONE],
    }
}
# A page of ours with the comment section on it, such as the demo's, hears from the sign-in window that it opens.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin-allow-popups"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# A proxy of ours that ends TLS says so; from anybody else the header means nothing.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.trusted_proxies else None
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.base_url]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.secure_cookies
SESSION_COOKIE_HTTPONLY = True
# Which origins may call the API is asked of the sites themselves (server/cors.py).
# Static files whitenoise gives to every origin, as any script may be loaded from anywhere.
CORS_URLS_REGEX = r"^/api/.*$"
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "idempotency-key"]
CORS_EXPOSE_HEADERS = ["retry-after"]

SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "httpx2": {"level": "WARNING"},
    },
}
