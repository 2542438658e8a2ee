"""Measures the portal: `python -m bench work` what people do in a quarter, `python -m bench pages` every page.

Over a database of its own that is gone afterwards: SQLite, or with DATABASE_URL PostgreSQL.
"""

import os
import subprocess
import sys
from contextlib import ExitStack
from tempfile import TemporaryDirectory

from tests.services import empty_database

WHAT = ("work", "pages")


def main() -> int:
    what, *options = sys.argv[1:] or ["work"]
    if what not in WHAT:
        print(f"python -m bench {'|'.join(WHAT)} [--help]")
        return 2
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "wastefree.settings", "LOG_LEVEL": "ERROR"}
    environment.pop("SITE_URL", None)
    with ExitStack() as afterwards:
        environment["DATA_DIR"] = afterwards.enter_context(TemporaryDirectory(prefix="wastefree-bench-"))
        if os.environ.get("DATABASE_URL"):
            environment["DATABASE_URL"] = afterwards.enter_context(empty_database(os.environ["DATABASE_URL"]))
        for step in (
            ["manage.py", "migrate", "--verbosity", "0"],
            ["manage.py", "collectstatic", "--no-input", "-v", "0"],
        ):
            subprocess.run([sys.executable, *step], env=environment, check=True)
        return subprocess.run([sys.executable, "-m", f"bench.{what}", *options], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
