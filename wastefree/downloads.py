"""How a file leaves the portal: saved under its name, never shown as a page, guessed at or run."""

from typing import IO

from django.core.files import File
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

Content = bytes | File | IO[bytes]  # type: ignore[type-arg]  # whatever a storage opens

# Even if a browser shows the file instead of saving it, it runs nothing and loads nothing.
SANDBOX = "sandbox; default-src 'none'"


def as_attachment(name: str, content: Content, content_type: str) -> HttpResponse | FileResponse:
    """The answer that hands over `content` under `name`, in any script (RFC 6266)."""
    response: HttpResponse | FileResponse
    if isinstance(content, bytes):
        response = HttpResponse(content, content_type=content_type)
    else:
        response = FileResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response
