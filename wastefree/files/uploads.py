"""What may come in: by size, by content, under a name that can do no harm."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wastefree.accounts.models import Organization, User
from wastefree.audit import log
from wastefree.files.kinds import EXTENSIONS, Kind, Unrecognized, recognize
from wastefree.files.models import Attachment

NAME_LENGTH = 200
MEGABYTE = 2**20

MESSAGES = {
    "empty": gettext_lazy("文件是空的，请检查后重新上传。"),
    "old_office": gettext_lazy("这是旧版 Office 文件，请另存为 docx、xlsx 或 PDF 后上传。"),
    "macros": gettext_lazy("文件含有宏，请另存为不含宏的文件或 PDF 后上传。"),
    "damaged": gettext_lazy("文件已损坏或结构异常，请用原来的软件打开并重新保存后上传。"),
    "archive": gettext_lazy("不接收压缩包，请解压后逐个上传。"),
    "unknown": gettext_lazy("不接收这种文件。可以上传 PDF、OFD、图片（png、jpg）、docx、xlsx、pptx、csv 和 txt。"),
}


class RefusedUpload(Exception):
    """The file is not taken. `code` is for programs, `message` tells the person what to do."""

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


def receive(upload: "UploadedFile[bytes]", *, organization: Organization, by: User) -> Attachment:
    """Keeps `upload` as a file of `organization`, in one transaction with its audit record.

    Raises `RefusedUpload`; nothing is kept then.
    """
    name = safe_name(upload.name or "")
    kind = judge(upload, name)
    attachment = Attachment(
        organization=organization,
        name=name,
        content_type=kind.content_type,
        size=upload.size or 0,
        sha256=_digest(upload),
        uploaded_by=by,
    )
    attachment.content.save(name, upload, save=False)
    try:
        with transaction.atomic():
            attachment.save(force_insert=True)
            log.record(by, "file.uploaded", attachment, after={"size": attachment.size, "sha256": attachment.sha256})
    except BaseException:
        attachment.content.delete(save=False)  # no file without its row
        raise
    return attachment


@contextmanager
def received(
    uploads: "Iterable[UploadedFile[bytes]]", *, organization: Organization, by: User
) -> Iterator[list[Attachment]]:
    """Keeps all of `uploads` for what the block does with them, in one transaction with it: if it fails, none is kept.

    Raises `RefusedUpload`.
    """
    kept: list[Attachment] = []
    try:
        with transaction.atomic():
            kept += (receive(upload, organization=organization, by=by) for upload in uploads)
            yield kept
    except BaseException:
        for attachment in kept:
            attachment.content.delete(save=False)  # no file without its row
        raise


def judge(upload: "UploadedFile[bytes]", name: str) -> Kind:
    """The kind of the file. Raises `RefusedUpload` if it is too large, of no known kind, or not what its name says."""
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise RefusedUpload("too_large", too_large())
    try:
        kind = recognize(upload)
    except Unrecognized as error:
        raise RefusedUpload(error.code, MESSAGES[error.code]) from error
    extension = PurePath(name).suffix.lower()
    if extension not in EXTENSIONS:
        raise RefusedUpload("unknown", MESSAGES["unknown"])
    if extension not in kind.extensions:
        raise RefusedUpload(
            "wrong_extension",
            _("文件内容是 %(kind)s，与扩展名“%(extension)s”不符，请改正扩展名或另存后上传。")
            % {"kind": kind.name, "extension": extension},
        )
    return kind


def safe_name(name: str) -> str:
    """The name as a person would read it: without folders, control and direction characters; never empty.

    A name that is too long is cut before its extension.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(char for char in unicodedata.normalize("NFC", last) if unicodedata.category(char)[0] != "C")
    path = PurePath(" ".join(visible.split()) or "file")
    return path.stem[: NAME_LENGTH - len(path.suffix)] + path.suffix[:NAME_LENGTH]


def too_large() -> Promise:
    """The refusal of a file above the limit of size."""
    return format_lazy(
        gettext_lazy("文件太大：每个文件最多 {limit} MB。可以压缩图片或分成几个文件后上传。"),
        limit=settings.UPLOAD_MAX_BYTES // MEGABYTE,
    )


def _digest(file: "UploadedFile[bytes]") -> str:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest
