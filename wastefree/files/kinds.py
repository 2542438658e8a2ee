"""Which kinds of file are taken, and what a file is by its content. Knows no Django."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from wastefree.lib.sheets.container import check_directory
from wastefree.lib.sheets.refusal import UnusableFile

OFFICE = "application/vnd.openxmlformats-officedocument."
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TEXT_SAMPLE = 64 * 1024


@dataclass(frozen=True)
class Kind:
    """A kind of file: the extensions under which it comes, and the type under which it is handed out."""

    name: str
    extensions: tuple[str, ...]
    content_type: str


PDF = Kind("pdf", (".pdf",), "application/pdf")
PNG = Kind("png", (".png",), "image/png")
JPEG = Kind("jpeg", (".jpg", ".jpeg"), "image/jpeg")
XLSX = Kind("xlsx", (".xlsx",), OFFICE + "spreadsheetml.sheet")
DOCX = Kind("docx", (".docx",), OFFICE + "wordprocessingml.document")
PPTX = Kind("pptx", (".pptx",), OFFICE + "presentationml.presentation")
OFD = Kind("ofd", (".ofd",), "application/ofd")
TEXT = Kind("text", (".txt", ".csv"), "text/plain; charset=utf-8")
KINDS = (PDF, PNG, JPEG, XLSX, DOCX, PPTX, OFD, TEXT)
EXTENSIONS = tuple(extension for kind in KINDS for extension in kind.extensions)

MARKS: Mapping[bytes, Kind] = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
# The part by which a ZIP container is known; OFD is the layout format of Chinese offices, GB/T 33190-2016.
PARTS: Mapping[str, Kind] = {
    "xl/workbook.xml": XLSX,
    "word/document.xml": DOCX,
    "ppt/presentation.xml": PPTX,
    "ofd.xml": OFD,
}


class Unrecognized(Exception):
    """The content is of no kind that is taken; `code` says what is known of it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def recognize(file: IO[bytes]) -> Kind:
    """What the file is by its content, whatever it is called. The file is left at its start.

    Raises `Unrecognized` with the code `empty`, `old_office`, `macros`, `damaged`, `archive` or `unknown`.
    """
    file.seek(0)
    sample = file.read(TEXT_SAMPLE)
    try:
        return _kind(file, sample)
    finally:
        file.seek(0)


def _kind(file: IO[bytes], sample: bytes) -> Kind:
    if not sample.strip():
        raise Unrecognized("empty")
    for mark, kind in MARKS.items():
        if sample.startswith(mark):
            return kind
    if sample.startswith(OLE_MARK):
        raise Unrecognized("old_office")
    if sample.startswith(b"PK\x03\x04"):
        return _container(file)
    if _is_text(sample):
        return TEXT
    raise Unrecognized("unknown")


def _container(file: IO[bytes]) -> Kind:
    """Judged by the directory of the container; nothing is unpacked."""
    try:
        with zipfile.ZipFile(file) as container:
            check_directory(container.infolist())
            names = {name.lower() for name in container.namelist()}
    except (zipfile.BadZipFile, UnusableFile) as error:
        raise Unrecognized("damaged") from error
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unrecognized("macros")
    for part, kind in PARTS.items():
        if part in names:
            return kind
    raise Unrecognized("archive")


def _is_text(sample: bytes) -> bool:
    """Whether it reads as text in one of the encodings of Chinese offices; the sample may end amid a character."""
    if b"\0" in sample:
        return False
    return any(_decodes(sample, encoding) for encoding in ("utf-8", "gb18030"))


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError as error:
        return len(sample) == TEXT_SAMPLE and error.start >= TEXT_SAMPLE - 4
    return True
