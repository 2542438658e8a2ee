"""Workbooks made by hand for the tests: the parts as text, so that a test can lie in any of them."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def workbook(
    *sheets: str,
    strings: str = "",
    formats: tuple[str, ...] = (),
    extra: dict[str, str | bytes] | None = None,
    head: str = HEAD,
    main: str = MAIN,
) -> bytes:
    """An .xlsx with these contents of sheets (what stands inside <worksheet>); style n + 1 has format n."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{main}" xmlns:r="{OFFICE}">'
        f"<sheets>{listing(len(sheets))}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            [("worksheet", f"worksheets/sheet{n + 1}.xml") for n in range(len(sheets))]
            + [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
        ),
        "xl/styles.xml": styles(formats),
        "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}">{strings}</sst>',
    }
    for number, sheet in enumerate(sheets):
        parts[f"xl/worksheets/sheet{number + 1}.xml"] = f'{head}<worksheet xmlns="{main}">{sheet}</worksheet>'
    return zipped(parts | (extra or {}))


def relations(targets: list[tuple[str, str]]) -> str:
    lines = (
        f'<Relationship Id="rId{n + 1}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def listing(count: int) -> str:
    return "".join(f'<sheet name="表{n + 1}" sheetId="{n + 1}" r:id="rId{n + 1}"/>' for n in range(count))


def styles(formats: tuple[str, ...]) -> str:
    codes = "".join(f"<numFmt numFmtId='{164 + n}' formatCode='{code}'/>" for n, code in enumerate(formats))
    used = "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(formats)))
    listed = f'<numFmts>{codes}</numFmts><cellXfs><xf numFmtId="0"/>{used}</cellXfs>'
    return f'{HEAD}<styleSheet xmlns="{MAIN}">{listed}</styleSheet>'


def zipped(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def data(*cells: str) -> str:
    """A sheet's data with one row of cells, given as XML."""
    return f"<sheetData><row r='1'>{''.join(cells)}</row></sheetData>"


def text(reference: str, value: str) -> str:
    row = "".join(filter(str.isdigit, reference))
    return f"<row r='{row}'><c r='{reference}' t='inlineStr'><is><t>{value}</t></is></c></row>"
