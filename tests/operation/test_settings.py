"""Settings come from the environment; what is not given has a default that works, and nothing unsafe passes unseen."""

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from wastefree.settings import own_secret

NAMES = ["DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_NAME", "ALLOWED_HOSTS", "CELERY_BROKER_URL", "SECRET_KEY"]


def command(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` in a process of its own, with nothing in its environment but what is given."""
    return subprocess.run(
        [sys.executable, *arguments],
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def settings(tmp_path: Path, **environment: str) -> dict[str, Any]:
    code = f"import json, wastefree.settings as s; print(json.dumps({{n: getattr(s, n) for n in {NAMES!r}}}))"
    answer = command(tmp_path, "-c", code, **environment)
    assert not answer.returncode, answer.stderr
    read: dict[str, Any] = json.loads(answer.stdout)
    return read


def test_without_any_variable_the_portal_is_for_this_machine_alone(tmp_path: Path) -> None:
    read = settings(tmp_path)
    assert read["DEBUG"] is False
    assert read["ALLOWED_HOSTS"] == ["localhost", "localhost", "127.0.0.1", "[::1]"]
    assert read["CELERY_BROKER_URL"] == "filesystem://localhost"


def test_an_https_address_brings_secure_cookies_and_redirects(tmp_path: Path) -> None:
    read = settings(tmp_path, SITE_URL="https://wufei.example.gov.cn")
    assert read["SECURE_SSL_REDIRECT"] is True
    assert read["SESSION_COOKIE_NAME"] == "__Host-session"
    assert read["ALLOWED_HOSTS"][0] == "wufei.example.gov.cn"


def test_a_secret_may_be_given_by_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from a file", encoding="ascii")
    assert settings(tmp_path, SECRET_KEY_FILE=str(file))["SECRET_KEY"] == "from a file"


@pytest.mark.parametrize(("name", "value"), [("PORT", "eight"), ("DEBUG", "perhaps")])
def test_a_value_that_means_nothing_is_refused(tmp_path: Path, name: str, value: str) -> None:
    answer = command(tmp_path, "-c", "import wastefree.settings", **{name: value})
    assert answer.returncode
    assert name in answer.stderr


def test_a_citys_settings_pass_the_checks_for_deployment(tmp_path: Path) -> None:
    answer = command(
        tmp_path,
        "manage.py", "check", "--deploy", "--database", "default", "--fail-level", "WARNING",
        SITE_URL="https://wufei.example.gov.cn",
    )  # fmt: skip
    assert not answer.returncode, answer.stderr


def test_the_portal_keeps_its_own_secret_for_itself(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret_key"
    secret = own_secret(path)
    assert len(secret) == 64
    assert own_secret(path) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    path.touch()
    with pytest.raises(ImproperlyConfigured):
        own_secret(path)


def test_processes_that_start_together_share_one_secret(tmp_path: Path) -> None:
    code = "import wastefree.settings as s; print(s.SECRET_KEY)"
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda _: command(tmp_path, "-c", code).stdout, range(4)))
    assert len(set(answers)) == 1
    assert len(answers[0].strip()) == 64
