"""All settings, read from the environment alone; the table in README.md lists them with their defaults."""

import secrets
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")
DEBUG = env.boolean("DEBUG", False)
# Demonstration mode: own machine, demo people, no second factor. Never on a public address.
DEMO = env.boolean("DEMO", DEBUG)


def _development_key() -> str:
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")


SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost" if DEMO else "")
if not SECRET_KEY and DEMO:
    SECRET_KEY = _development_key()
if not DEMO:
    if len(SECRET_KEY) < 40:
        raise ImproperlyConfigured("生产环境要设置 SECRET_KEY，至少 40 个字符。")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("生产环境要用 ALLOWED_HOSTS 写明域名，不能为空，也不能用 *。")
if DEBUG and not DEMO:
    raise ImproperlyConfigured("DEBUG 只能和 DEMO 一起打开。")
# Salt of the keys that encrypt contact data at rest (PIPL Art. 51); fixed, the secret is SECRET_KEY.
SALT_KEY = ["deputy-liaison-contact-data"]

PORT = env.integer("PORT", 8000, minimum=1, maximum=65535)
SITE_URL = env.url("SITE_URL", f"http://127.0.0.1:{PORT}" if DEMO else "", schemes=("http", "https"))
if not SITE_URL:
    raise ImproperlyConfigured("生产环境要设置 SITE_URL，例如 https://dbm.example.gov.cn。")
SITE_NAME = env.text("SITE_NAME", "码上约代表")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.apps.StaticFiles",
    "django.contrib.humanize",
    "config.apps.Administration",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "encrypted_fields",
    "deputies",
    "liaison",
    "suggestions",
    "supervision",
    "config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "config.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.middleware.chinese_inside",
    "config.middleware.TemporarySlash",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.staff_door",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    }
]

# --- data ------------------------------------------------------------------------------------------
DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
try:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
except (ValueError, dj_database_url.ParseError) as error:
    raise ImproperlyConfigured(
        "环境变量 DATABASE_URL 读不懂，例如 postgres://用户:密码@主机/库名。"
    ) from error
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Immediate transactions take the write lock at BEGIN, so two writers queue instead of failing midway.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.url("REDIS_URL", "", schemes=("redis", "rediss", "unix"))
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {
        "default": {
            "BACKEND": "config.cache.FileCache",
            "LOCATION": VAR_DIR / "cache",
            "OPTIONS": {
                "MAX_ENTRIES": 10_000
            },  # above it a third is thrown away, counters of limits among them
        }
    }
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# --- files -----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/weui", BASE_DIR / "node_modules" / "weui" / "dist" / "style"),
    ("vendor/tabler/css", BASE_DIR / "node_modules" / "@tabler" / "core" / "dist" / "css"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "png", "jpg", "gif", "webp", "woff", "woff2", "gz", "br")
# Uploaded files lie outside every served folder; only a view that asks the access policy hands them out.
MEDIA_ROOT = VAR_DIR / "media"
# Templates and fonts of the office itself, instead of those in templates/papers.
PAPERS_DIR = env.folder("PAPERS_DIR", VAR_DIR / "papers")
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 12

# --- people ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "deputies.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "deputies.signin.ConfigurePermissions",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _VALIDATION + "UserAttributeSimilarityValidator"},
    {"NAME": _VALIDATION + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": _VALIDATION + "CommonPasswordValidator"},
    {"NAME": _VALIDATION + "NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_ADAPTER = "deputies.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True  # a session ends by standing idle, not by closing WeChat
ACCOUNT_USER_DISPLAY = "deputies.signin.display_name"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}  # codes of the second factor; axes counts passwords
_FORMS = "deputies.forms.accounts."
ACCOUNT_FORMS = {
    "login": _FORMS + "LoginForm",
    "request_login_code": _FORMS + "RequestLoginCodeForm",
    "confirm_login_code": _FORMS + "ConfirmLoginCodeForm",
    "reauthenticate": _FORMS + "ReauthenticateForm",
    "change_password": _FORMS + "ChangePasswordForm",
    "set_password": _FORMS + "SetPasswordForm",
    "reset_password": _FORMS + "ResetPasswordForm",
    "reset_password_from_key": _FORMS + "ResetPasswordKeyForm",
}
MFA_ADAPTER = "deputies.signin.MFAAdapter"
MFA_FORMS = {
    "authenticate": _FORMS + "SecondFactorForm",
    "reauthenticate": _FORMS + "ReauthenticateByCodeForm",
    "activate_totp": _FORMS + "ActivateTOTPForm",
    "add_webauthn": _FORMS + "AddPasskeyForm",
    "edit_webauthn": _FORMS + "EditPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are entered by administrators
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
# Two factors for staff and administrators (GB/T 22239 level 3); a demo on one's own machine may do without.
REQUIRE_MFA = env.boolean("REQUIRE_MFA", not DEMO)
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0, minimum=0, maximum=5)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are in the audit chain of the person
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "deputies.signin.attempted_username"
AXES_CLIENT_IP_CALLABLE = "deputies.signin.client_address"
SESSION_IDLE_MINUTES = env.integer("SESSION_IDLE_MINUTES", 30, minimum=5, maximum=24 * 60)
SESSION_COOKIE_AGE = SESSION_IDLE_MINUTES * 60
SESSION_SAVE_EVERY_REQUEST = False  # config.middleware.staff_door prolongs it once a minute at most
STAFF_NETWORKS = env.networks("STAFF_NETWORKS")

# --- safety ----------------------------------------------------------------------------------------
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = env.boolean("SSL_REDIRECT", True) and HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "config.views.csrf_failure"

# --- language and time -----------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- telling ---------------------------------------------------------------------------------------
# smtp://user:password@host:587 (STARTTLS), smtps://… (TLS), smtp://host:25?starttls=false for a relay on the
# own network; without it letters land as files in VAR_DIR/mail.
_mail = env.mail_server("EMAIL_URL")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
if _mail:
    EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_SSL, EMAIL_USE_TLS = _mail
    EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "noreply@localhost")
# Where text messages go: an HTTP gateway that takes {"to", "text"} as JSON; empty means no text messages.
SMS_GATEWAY_URL = env.url("SMS_GATEWAY_URL", "", schemes=("http", "https"))
SMS_GATEWAY_TOKEN = env.text("SMS_GATEWAY_TOKEN")

# --- jobs ------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
if not REDIS_URL:
    QUEUE_DIR = env.folder("QUEUE_DIR", VAR_DIR / "queue")
    for _name in ("messages", "processed", "control"):
        (QUEUE_DIR / _name).mkdir(exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": QUEUE_DIR / "messages",
        "data_folder_out": QUEUE_DIR / "messages",
        "control_folder": QUEUE_DIR / "control",
        "processed_folder": QUEUE_DIR / "processed",
        "store_processed": False,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE

# --- doors -----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_RATES": {"public-read": "120/min", "public-write": "20/min"},
    "EXCEPTION_HANDLER": "deputies.api.base.answer_error",
    "NUM_PROXIES": TRUSTED_PROXIES,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "码上约代表 API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "DESCRIPTION": _(
        "公开部分不需要账号；其余部分用工作人员登录后的会话，看得到的与工作页面完全一样。"
        "列表用 limit 和 offset 翻页，最多数到一万行，更多请用筛选。"
    ),
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "TAGS": [
        {"name": "公开：留言与约见"},
        {"name": "公开：查进度"},
        {"name": "公开：名录"},
        {"name": "公开：办理与计划"},
        {"name": "留言与约见"},
        {"name": "办件与建议"},
        {"name": "我的通知"},
        {"name": "联系码与接待日"},
        {"name": "人大"},
        {"name": "公开与计划"},
        {"name": "审计"},
    ],
    "ENUM_NAME_OVERRIDES": {
        "OrganisationKind": "deputies.models.Organisation.Kind",
        "GroupKind": "deputies.models.DeputyGroup.Kind",
        "SiteKind": "deputies.models.Site.Kind",
        "CalendarDayKind": "deputies.models.CalendarDay.Kind",
        "ConversationKind": "liaison.models.Conversation.Kind",
        "ChannelKind": "liaison.models.Channel.Kind",
        "EntryKind": "liaison.models.Entry.Kind",
        "About": "liaison.models.Conversation.About",
        "Score": "liaison.models.Rating.Score",
        "CodeState": "liaison.models.ContactCode.State",
        "PlacementState": "liaison.models.Placement.State",
        "ReceptionDayState": "liaison.models.ReceptionDay.State",
        "ConversationState": "liaison.api.fields.STATES",
        "CaseKind": "suggestions.models.Case.Kind",
        "CaseTier": "suggestions.models.Case.Tier",
        "CaseState": "suggestions.api.cases.STATES",
        "AssignmentRole": "suggestions.models.Assignment.Role",
        "AssignmentState": "suggestions.api.cases.PART_STATES",
        "ClockState": "suggestions.models.Clock.State",
        "Publish": "suggestions.models.Suggestion.Publish",
    },
}
UNFOLD = {
    "SITE_TITLE": SITE_NAME,
    "SITE_HEADER": SITE_NAME,
    "SITE_SUBHEADER": _("系统配置"),
    "SITE_URL": reverse_lazy("desk"),
    "SITE_ICON": lambda request: static("img/mark.svg"),
    "SHOW_HISTORY": True,
    "THEME": "light",
    "SIDEBAR": {"navigation": "config.admin.sidebar", "show_search": False, "show_all_applications": False},
    "COLORS": {
        "primary": {
            "50": "#fdf3f3",
            "100": "#fbe3e4",
            "200": "#f6c9cb",
            "300": "#eea1a5",
            "400": "#e16a70",
            "500": "#cf4047",
            "600": "#b7261e",
            "700": "#9a1f1a",
            "800": "#7f1d19",
            "900": "#6a1d1a",
            "950": "#390b0a",
        }
    },
}

# --- logs ------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Apprise writes addresses, which hold secrets; liaison.channels says what went wrong without them.
    "loggers": {
        "axes": {"level": "WARNING"},
        "apprise": {"level": "CRITICAL"},
        "pikepdf": {"level": "WARNING"},
    },
}
