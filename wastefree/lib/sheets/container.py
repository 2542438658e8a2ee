"""The ZIP container of a workbook: judged by its directory before anything is unpacked.

The directory may lie, but Python unpacks no more of a part than the directory says, so the sums below hold.
"""

import io
import posixpath
import zipfile
from typing import Protocol
from xml.etree.ElementTree import Element
from xml.parsers import expat

from defusedxml.common import DTDForbidden
from defusedxml.ElementTree import iterparse

from . import limits
from .refusal import UnusableFile

FOREIGN_PARTS = {"word/document.xml", "ppt/presentation.xml", "mimetype", "content.xml", "xl/workbook.bin"}


class Listener(Protocol):
    """What walks through a part with the parser. Tags come without namespace, attributes as written."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, data: str) -> None: ...


class Container:
    """An opened container that passed the checks of its directory. Part names are found in any case."""

    def __init__(self, data: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        check_directory(self._zip.infolist())
        self._names = {name.lower(): name for name in self._zip.namelist()}
        self._check_kind()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def walk(self, name: str, listener: Listener) -> None:
        """Tells the listener of an XML part's elements without building a tree: length costs no memory."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _forbid
        parser.StartElementHandler = lambda tag, attributes: listener.start(local(tag), attributes)
        parser.EndElementHandler = lambda tag: listener.end(local(tag))
        parser.CharacterDataHandler = listener.text
        with self._zip.open(self._names[name.lower()]) as part:
            parser.ParseFile(part)

    def elements(self, name: str, tag: str) -> list[Element]:
        """All elements of a small part with this local name. A DOCTYPE raises DefusedXmlException."""
        with self._zip.open(self._names[name.lower()]) as part:
            return [element for _, element in iterparse(part, forbid_dtd=True) if local(element.tag) == tag]

    def related(self, name: str) -> list[tuple[str, str, str]]:
        """What a part refers to: (id, kind, part name); kind is the last word of the relationship's type."""
        folder, base = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", base + ".rels")
        if relations not in self:
            return []
        return [
            (
                found.get("Id", ""),
                posixpath.basename(found.get("Type", "")),
                _target(folder, found.get("Target", "")),
            )
            for found in self.elements(relations, "Relationship")
            if found.get("TargetMode") != "External"
        ]

    def _check_kind(self) -> None:
        if any(name.endswith("vbaproject.bin") for name in self._names):
            raise UnusableFile("macros")
        if FOREIGN_PARTS & set(self._names) or "[content_types].xml" not in self._names:
            raise UnusableFile("not_a_workbook")
        kinds = self.elements("[Content_Types].xml", "Override")
        if any("macroEnabled" in kind.get("ContentType", "") for kind in kinds):
            raise UnusableFile("macros")


def check_directory(parts: list[zipfile.ZipInfo]) -> None:
    """Raises UnusableFile for encrypted, oddly packed, doubled, or too many and too large parts."""
    if any(part.flag_bits & 1 for part in parts):
        raise UnusableFile("encrypted")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise UnusableFile("damaged")
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise UnusableFile("damaged")
    if len(parts) > limits.MAX_PARTS or sum(part.file_size for part in parts) > limits.MAX_UNPACKED_BYTES:
        raise UnusableFile("too_large")
    if any(_is_bomb(part) for part in parts):
        raise UnusableFile("too_large")


def local(tag: str) -> str:
    """A name without namespace or prefix: transitional and strict files differ only there."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def _forbid(name: str, system: str | None, public: str | None, internal: bool) -> None:
    raise DTDForbidden(name, system, public)


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    large = part.file_size > limits.RATIO_FREE_BYTES
    return part.file_size > limits.MAX_PART_BYTES or (large and part.file_size > part.compress_size * limits.MAX_RATIO)


def _target(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
