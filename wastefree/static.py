"""How static files are stored: under hashed names, with a gzip copy beside each, and nothing twice."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

# What installed packages bring along and no page asks for: they are most of the bytes.
UNUSED = ["datasets", "templates", "widgetbundle.js", "redoc", "rest_framework"]


class PortalStaticFiles(StaticFilesConfig):
    """Django's own app, told what to leave out."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, *UNUSED]


class HashedAndCompressed(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped package
    """Keeps the hashed names only, since no page asks for the others; gzip alone, since brotli takes minutes."""

    keep_only_hashed_files = True
    manifest_strict = True

    def create_compressor(self, **kwargs: object) -> Compressor:
        return Compressor(**kwargs, use_brotli=False)


def _sources() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list(PortalStaticFiles.ignore_patterns):
            file = Path(storage.path(name)).stat()
            yield f"{name} {file.st_size} {file.st_mtime_ns}"


def collect_if_changed() -> bool:
    """Collects the static files unless what was collected last is what there is now; True if it had to."""
    state = sha256("\n".join(sorted(_sources())).encode()).hexdigest()
    collected = Path(settings.STATIC_ROOT) / ".collected"
    if collected.is_file() and collected.read_text(encoding="ascii") == state:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    collected.write_text(state, encoding="ascii")
    return True
