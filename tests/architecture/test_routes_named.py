"""Every address that a template names exists: a link that only a rare page shows is wrong before anybody meets it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

NAMED = re.compile(r"""\{%\s*url\s+["']([\w:-]+)["']""")
TEMPLATES = Path(settings.BASE_DIR) / "templates"


def routes(resolver: URLResolver, prefix: str = "") -> set[str]:
    found: set[str] = set()
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            found |= routes(each, f"{prefix}{each.namespace}:" if each.namespace else prefix)
        elif isinstance(each, URLPattern) and each.name:
            found.add(f"{prefix}{each.name}")
    return found


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_what_a_template_links_to_exists(template: Path) -> None:
    assert set(NAMED.findall(template.read_text(encoding="utf-8"))) <= routes(get_resolver())
