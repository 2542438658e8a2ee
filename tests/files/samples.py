"""Small files, each true to its kind, made on the spot."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0" * 17
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 16
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
PROGRAM = b"\x7fELF\x02\x01\x01\0" + b"\0" * 64


def container(*parts: str, content: bytes = b"<x/>") -> bytes:
    """A ZIP container with these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.writestr(part, content)
    return buffer.getvalue()


XLSX = container("[Content_Types].xml", "xl/workbook.xml")
DOCX = container("[Content_Types].xml", "word/document.xml")
PPTX = container("[Content_Types].xml", "ppt/presentation.xml")
OFD = container("OFD.xml", "Doc_0/Document.xml")
MACROS = container("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")


def uploaded(name: str, content: bytes = PDF, content_type: str = "text/html") -> SimpleUploadedFile:
    """What a browser sends; the content type that it claims is a lie on purpose."""
    return SimpleUploadedFile(name, content, content_type)
