"""Settings of the test run: the same file with demo defaults, a cheap hasher and plain static files."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("DEMO", "true")
os.environ.setdefault("SECRET_KEY", "test-key-that-is-long-enough-for-the-production-check")
if worker := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"):
    # Each worker has its own folder and its own Redis database: limits and sessions are not shared.
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="liaison-test-")
    if address := os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = f"{address.rpartition('/')[0]}/{int(worker) + 1}"
else:
    os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="liaison-test-"))
if "liaison-test-" in os.environ["VAR_DIR"]:
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

from config.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in life: threads of a test then meet real locks instead of a shared-cache memory database.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # noqa: F405
# Tests of throttles set their own rates; the others must not count each other's calls.
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"public-read": None, "public-write": None}}  # noqa: F405
