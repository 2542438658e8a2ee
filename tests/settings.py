"""The settings of the tests: the portal's own, with a data directory of their own and quick passwords."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

DIRECTORY = TemporaryDirectory(prefix="wastefree-tests-", ignore_cleanup_errors=True)
os.environ["DATA_DIR"] = DIRECTORY.name
os.environ["DEBUG"] = "false"
os.environ["SITE_URL"] = "http://localhost:8000"
os.environ["SECRET_KEY"] = "of no use outside the tests"

from wastefree.settings import *  # noqa: E402, F403
from wastefree.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True  # a page in a real browser has its styles without collecting them first
WHITENOISE_AUTOREFRESH = False

# A file, not memory: several threads and processes are to meet in it as they do in a city.
DATABASES["default"]["TEST"] = {"NAME": str(Path(DIRECTORY.name) / "test.sqlite3")}
if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": "test_wastefree"}
DATABASES["default"]["CONN_MAX_AGE"] = 0  # a thread that has ended holds no connection to a database about to go

CELERY_BROKER_URL = "redis://127.0.0.1:1"  # nothing answers there: no page may depend on the queue
