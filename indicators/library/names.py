"""When two ways of writing an indicator's name mean the same indicator."""

import re

from wastefree.lib.numbers import normalize

_NUMBERING = re.compile(r"(?:[0-9]+\s*[.、)]|\([0-9]+\)|[★☆*※▲△\s])+")
_ORNAMENT = re.compile(r"[\s★☆*※▲△“”\"'‘’「」『』《》〈〉、,。;:·・/\-—_]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
# Short forms that mean nothing else.
_SHORT = {
    "固体废弃物": "固体废物",
    "工业固废": "工业固体废物",
    "固废": "固体废物",
    "危废": "危险废物",
    "医废": "医疗废物",
}


def fold(name: str) -> str:
    """The name without numbering, stars, quotation marks, spaces and punctuation; short forms written out."""
    bare = _ORNAMENT.sub("", _NUMBERING.sub("", normalize(name))).casefold()
    for short, full in _SHORT.items():
        bare = bare.replace(short, full)
    return bare


def forms(name: str) -> tuple[str, ...]:
    """The folded name, and the one without what stands in brackets (a unit, a remark, a list of examples)."""
    return tuple(dict.fromkeys(form for form in (fold(name), fold(_BRACKETS.sub("", normalize(name)))) if form))
