"""What a city installs: the compose file, the image, the list of settings. Read as text, since tests have no Docker."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT: Path = settings.BASE_DIR
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OF_THE_PORTAL = ("prepare", "web", "worker", "beat")
RUNNING = sorted(SERVICES.keys() - {"prepare"})


def test_a_city_runs_these_services() -> None:
    assert sorted(SERVICES) == sorted([*OF_THE_PORTAL, "postgres", "redis"])


@pytest.mark.parametrize("name", RUNNING)
def test_each_service_that_runs_has_a_health_check_and_comes_back(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_works_before_the_tables_are_up_to_date(name: str) -> None:
    assert SERVICES[name]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", OF_THE_PORTAL)
def test_the_portal_has_no_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert "privileged" not in service


def test_only_the_web_server_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]


def test_no_secret_is_written_down() -> None:
    for name, service in SERVICES.items():
        for variable, value in (service.get("environment") or {}).items():
            if re.search("PASSWORD|SECRET|KEY|_URL$", variable) and "://redis:" not in value:
                assert "${" in value, f"{name}: {variable}"


def test_the_image_does_not_run_as_root() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users == ["portal"]
    assert lines.index("USER portal") < next(number for number, line in enumerate(lines) if line.startswith("CMD"))


def test_every_part_of_the_product_goes_into_the_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line.removeprefix("!").rstrip("/") for line in ignored if line.startswith("!")}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert let_in == packages | {"manage.py", "requirements.lock", "templates", "static"}


def test_every_setting_is_in_the_example_and_nothing_else() -> None:
    source = (ROOT / "wastefree" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"\b(?:env\.\w+|switch)\(\s*\"([A-Z_]+)\"", source))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    listed = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    assert listed == read | {"POSTGRES_PASSWORD"}


def test_the_example_holds_no_password() -> None:
    assert "\nPOSTGRES_PASSWORD=\n" in (ROOT / ".env.example").read_text(encoding="utf-8")
