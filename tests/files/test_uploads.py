"""What may come in, and how it is kept."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.files.samples import DOCX, JPEG, OFD, PDF, PNG, PPTX, XLSX, uploaded
from wastefree.accounts.models import Organization, User
from wastefree.audit import log
from wastefree.audit.models import Record
from wastefree.files.models import Attachment
from wastefree.files.uploads import RefusedUpload, receive, safe_name

CONTENTS = {
    ".pdf": PDF,
    ".png": PNG,
    ".jpg": JPEG,
    ".xlsx": XLSX,
    ".docx": DOCX,
    ".pptx": PPTX,
    ".ofd": OFD,
    ".txt": "说明".encode(),
}


def files_kept() -> list[Path]:
    return [path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()]


@pytest.mark.parametrize("extension", CONTENTS)
def test_a_file_is_kept_with_its_digest(extension: str, lin: User, housing: Organization) -> None:
    content = CONTENTS[extension]
    attachment = receive(uploaded(f"环卫台账{extension}", content), organization=housing, by=lin)
    assert attachment.name == f"环卫台账{extension}"
    assert attachment.sha256 == sha256(content).hexdigest()
    assert attachment.size == len(content)
    with attachment.content.open("rb") as file:
        assert file.read() == content


def test_the_stored_path_owes_nothing_to_the_name(lin: User, housing: Organization) -> None:
    attachment = receive(uploaded("../../etc/passwd.pdf"), organization=housing, by=lin)
    assert attachment.name == "passwd.pdf"
    assert attachment.content.name == f"{attachment.pk.hex[:2]}/{attachment.pk.hex}"


def test_the_type_handed_out_later_is_ours_not_the_browsers(lin: User, housing: Organization) -> None:
    attachment = receive(uploaded("a.pdf", content_type="text/html"), organization=housing, by=lin)
    assert attachment.content_type == "application/pdf"


@pytest.mark.parametrize("extension", CONTENTS)
@pytest.mark.parametrize("content_of", CONTENTS)
def test_extension_and_content_must_agree(extension: str, content_of: str, lin: User, housing: Organization) -> None:
    upload = uploaded(f"evidence{extension}", CONTENTS[content_of])
    if extension == content_of:
        assert receive(upload, organization=housing, by=lin).pk
        return
    with pytest.raises(RefusedUpload) as refusal:
        receive(upload, organization=housing, by=lin)
    assert refusal.value.code == "wrong_extension"


@pytest.mark.parametrize("name", ["shell.php", "page.html", "drawing.svg", "noextension"])
def test_other_extensions_are_refused(name: str, lin: User, housing: Organization) -> None:
    with pytest.raises(RefusedUpload) as refusal:
        receive(uploaded(name), organization=housing, by=lin)
    assert refusal.value.code == "unknown"
    assert not Attachment.objects.exists()


def test_a_file_above_the_limit_is_refused(lin: User, housing: Organization, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    with pytest.raises(RefusedUpload) as refusal:
        receive(uploaded("large.pdf", PDF + b" " * 100), organization=housing, by=lin)
    assert refusal.value.code == "too_large"


def test_a_refused_row_leaves_no_file(lin: User, housing: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    before = files_kept()
    monkeypatch.setattr(log, "record", fail)
    with pytest.raises(RuntimeError):
        receive(uploaded("a.pdf"), organization=housing, by=lin)
    assert files_kept() == before
    assert not Attachment.objects.exists()


def test_receiving_is_recorded(lin: User, housing: Organization) -> None:
    attachment = receive(uploaded("a.pdf"), organization=housing, by=lin)
    record = Record.objects.about(attachment).get()
    assert (record.verb, record.actor, record.after["sha256"]) == ("file.uploaded", lin, attachment.sha256)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\lin\\台账.pdf", "台账.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("two\r\nlines.pdf", "twolines.pdf"),
        ("nul\0.pdf", "nul.pdf"),
        ("", "file"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
        ("x" + "." + "y" * 300, None),
    ],
)
def test_names_are_made_harmless(given: str, kept: str | None) -> None:
    name = safe_name(given)
    assert len(name) <= 200
    if kept is not None:
        assert name == kept
