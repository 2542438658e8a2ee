"""The worksheets of an .xlsx container, in the order of the workbook. SpreadsheetML: ECMA-376 part 1, 18.

Written on the streaming XML parser because no library gives, without building the whole sheet first, all of:
merged blocks, hidden rows, number formats, and whether a formula was ever calculated.
"""

from xml.etree.ElementTree import Element

from . import limits
from .container import Container, local
from .display import BUILTIN_FORMATS, epoch
from .model import Sheet, Workbook
from .refusal import UnusableFile
from .worksheet import TRUE, Book, SharedStrings, SheetListener


def read_xlsx(data: bytes) -> Workbook:
    """All worksheets. Raises UnusableFile, and what zipfile and the XML parsers raise on damaged files."""
    container = Container(data)
    main = next((part for _, kind, part in container.related("") if kind == "officeDocument"), "")
    if main not in container:
        raise UnusableFile("not_a_workbook")
    listed = container.elements(main, "sheet")
    if len(listed) > limits.MAX_SHEETS:
        raise UnusableFile("too_many_sheets", count=len(listed), limit=limits.MAX_SHEETS)
    worksheets = {key: part for key, kind, part in container.related(main) if kind == "worksheet"}
    book = _book(container, main)
    chosen = [(listing, worksheets[key]) for listing in listed if (key := _relation(listing)) in worksheets]
    return Workbook(tuple(_listen(container, book, listing, part) for listing, part in chosen))


def _book(container: Container, main: str) -> Book:
    parts = {kind: part for _, kind, part in container.related(main) if part in container}
    strings = SharedStrings()
    if "sharedStrings" in parts:
        container.walk(parts["sharedStrings"], strings)
    formats = _formats(container, parts["styles"]) if "styles" in parts else []
    from_1904 = any(found.get("date1904") in TRUE for found in container.elements(main, "workbookPr"))
    return Book(strings.found, formats, epoch(from_1904=from_1904))


def _listen(container: Container, book: Book, listing: Element, part: str) -> Sheet:
    listener = SheetListener(book, listing.get("name", ""))
    container.walk(part, listener)
    return listener.sheet(hidden=listing.get("state", "visible") != "visible")


def _relation(listing: Element) -> str:
    return next((value for name, value in listing.items() if local(name) == "id"), "")


def _formats(container: Container, part: str) -> list[str]:
    """The number format of each cell style, by the style's index."""
    codes = dict(BUILTIN_FORMATS)
    for listed in container.elements(part, "numFmts"):
        codes |= {int(found.get("numFmtId", 0)): found.get("formatCode", "General") for found in listed}
    styles = [style for listed in container.elements(part, "cellXfs") for style in listed]
    return [codes.get(int(style.get("numFmtId", 0)), "General") for style in styles]
