import io
import random
import re
import resource
import subprocess
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook as OpenpyxlWorkbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.lib.workbooks import HEAD, MAIN, data, listing, text, workbook, zipped
from wastefree.lib.sheets import MESSAGES, Range, Sheet, UnusableFile, Workbook, address, limits, read_tables, reading

WHOSE = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.fixture(autouse=True)
def in_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading processes of this module, those of hostile files included, keep under 400 MB.

    They tell their peak themselves: what the system counts for a child includes the memory of its parent.
    """
    run = subprocess.run

    def watched(*args: Any, **kwargs: Any) -> subprocess.CompletedProcess[bytes]:
        done = run(*args, **kwargs)
        peak = re.search(rb"VmHWM:\s+(\d+) kB", done.stderr)
        assert peak or done.returncode, "a process that ended well has told its peak"
        assert not peak or int(peak[1]) < 400_000
        return done

    monkeypatch.setattr(reading, "START", f"{reading.START}; sys.stderr.write(open('/proc/self/status').read())")
    monkeypatch.setattr(subprocess, "run", watched)


def read(content: bytes, name: str) -> Workbook:
    before = processor_seconds()
    try:
        return read_tables(content, name=name)
    finally:
        assert processor_seconds() - before < 10


def processor_seconds() -> float:
    """What this process and its children that have ended have used: a busy machine does not count."""
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, WHOSE))


def first(content: bytes) -> Sheet:
    return read(content, "附件.xlsx").sheets[0]


def refusal(content: bytes, name: str = "附件.xlsx") -> UnusableFile:
    with pytest.raises(UnusableFile) as caught:
        read(content, name)
    assert str(caught.value) and "{" not in str(caught.value)
    return caught.value


def saved(fill: dict[str, str | float | bool | date]) -> bytes:
    book = OpenpyxlWorkbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for place, value in fill.items():
        sheet[place] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_cells_are_read_with_their_kinds() -> None:
    sheet = first(saved({"A1": "指标", "B1": 0.1, "C1": 95, "A3": True, "B3": datetime(2025, 3, 4), "D3": 1.5e-7}))
    assert [cell.value for cell in sheet.rows[0]] == ["指标", Decimal("0.1"), Decimal("95")]
    assert sheet.rows[1] == ()
    assert sheet.cell(2, 0).value is True
    assert sheet.cell(2, 1).value == date(2025, 3, 4) and sheet.cell(2, 1).text == "2025-03-04"
    assert sheet.cell(2, 2).is_blank and sheet.cell(2, 3).text == "0.00000015"
    assert address(6, 1) == "B7"


def test_a_path_is_read_like_bytes(tmp_path: Path) -> None:
    path = tmp_path / "附件.xlsx"
    path.write_bytes(saved({"B2": "甲"}))
    assert read_tables(path, name=path.name).sheets[0].cell(1, 1).value == "甲"


@pytest.mark.parametrize(
    ("stored", "code", "shown"),
    [
        ("0.412", "0.0%", "41.2%"),
        ("0.41199999999999998", "0%", "41.2%"),
        ("0.9", "0%", "90%"),
        ("1", "0.00%", "100%"),
        ("-0.05", "0.0%", "-5%"),
        ("41.2", '0.0"%"', "41.2%"),
        ("3.5", '0.0"万吨"', "3.5万吨"),
        ("90", '"≥"0"%"', "≥90%"),
        ("0.9", '"≥"0%', "≥90%"),
        ("3.5", "0.0\\吨", "3.5吨"),
        ("1234567.5", "#,##0.00_);[Red]\\(#,##0.00\\)", "1234567.5"),
        ("0", '#,##0;-#,##0;"—"', "0"),
        ("0.75", "# ?/?", "0.75"),
        ("1E+3", "0.00E+00", "1000"),
        ("0.30000000000000004", "General", "0.3"),
        ("76.700000000000003", "General", "76.7"),
    ],
)
def test_a_number_is_given_as_a_person_means_it(stored: str, code: str, shown: str) -> None:
    sheet = first(workbook(data(f"<c r='A1' s='1'><v>{stored}</v></c>"), formats=(code,)))
    assert sheet.cell(0, 0).text == shown
    assert isinstance(sheet.cell(0, 0).value, Decimal)
    assert sheet.cell(0, 0).number_format == code


@pytest.mark.parametrize("code", ['m"月"d"日"', "d-mmm", "yyyy/m/d", "[$-804]yyyy年m月d日;@"])
def test_a_date_that_excel_made_of_a_fraction_is_a_date(code: str) -> None:
    cell = first(workbook(data("<c r='A1' s='1'><v>45720</v></c>"), formats=(code,))).cell(0, 0)
    assert cell.value == date(2025, 3, 4) and type(cell.value) is date


def test_chinese_built_in_date_formats_are_dates_though_the_file_does_not_say_so() -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="31"/><xf numFmtId="58"/></cellXfs></styleSheet>'
    cells = data("<c r='A1' s='0'><v>45720</v></c>", "<c r='B1' s='1'><v>45720.5</v></c>")
    sheet = first(workbook(cells, extra={"xl/styles.xml": styles}))
    assert sheet.cell(0, 0).value == date(2025, 3, 4)
    assert sheet.cell(0, 1).value == datetime(2025, 3, 4, 12) and sheet.cell(0, 1).text == "2025-03-04 12:00"


def test_dates_of_the_other_epoch_and_impossible_dates() -> None:
    sheets = f'<workbookPr date1904="1"/><sheets>{listing(1)}</sheets>'
    book = f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="http://r">{sheets}</workbook>'
    cells = data(
        "<c r='A1' s='1'><v>44258</v></c>",
        "<c r='B1' s='1'><v>99999999</v></c>",
        "<c r='C1' s='1'><v>0.5</v></c>",
    )
    sheet = first(workbook(cells, formats=("yyyy-mm-dd",), extra={"xl/workbook.xml": book}))
    assert sheet.cell(0, 0).value == date(2025, 3, 4)
    assert sheet.cell(0, 1).value == Decimal("99999999")
    assert sheet.cell(0, 2).value == "12:00"


def test_a_formula_gives_its_stored_value_or_says_that_it_has_none() -> None:
    sheet = first(
        workbook(
            data(
                "<c r='A1'><f>1+1</f><v>2</v></c>",
                "<c r='B1'><f>1+1</f></c>",
                "<c r='C1'><f>1+1</f><v></v></c>",
                "<c r='D1' t='str'><f>\"\"</f><v></v></c>",
                "<c r='E1' t='e'><f>1/0</f><v>#DIV/0!</v></c>",
            )
        )
    )
    assert sheet.cell(0, 0).value == Decimal(2) and not sheet.cell(0, 0).formula_without_value
    assert [cell.formula_without_value for cell in sheet.rows[0]] == [False, True, True, False, False]
    assert sheet.cell(0, 1).value is None and not sheet.cell(0, 1).is_blank
    assert sheet.cell(0, 3).is_blank
    assert sheet.cell(0, 4).text == "#DIV/0!"


def test_a_formula_saved_by_a_library_without_calculation_is_flagged() -> None:
    assert first(saved({"A1": "=1+1"})).cell(0, 0).formula_without_value


def test_rich_text_loses_its_guides_and_keeps_its_lines() -> None:
    strings = "<si><r><t>固体</t></r><r><t xml:space='preserve'> 废物</t></r>"
    strings += "<rPh sb='0' eb='1'><t>gu</t></rPh></si>"
    strings += "<si><t>一_x000D_\n二_x0007_</t></si>"
    sheet = first(workbook(data("<c r='A1' t='s'><v>0</v></c>", "<c r='B1' t='s'><v>1</v></c>"), strings=strings))
    assert [cell.text for cell in sheet.rows[0]] == ["固体 废物", "一\n二"]


def test_merged_blocks_hidden_rows_and_hidden_sheets_are_told() -> None:
    rows = text("A1", "甲") + "<row r='2' hidden='1'><c r='B2'><v>1</v></c></row>"
    sheets = listing(1).replace("r:id", 'state="hidden" r:id')
    book = f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="http://r"><sheets>{sheets}</sheets></workbook>'
    merged = "<mergeCells><mergeCell ref='A1:A2'/></mergeCells>"
    sheet = first(workbook(f"<sheetData>{rows}</sheetData>{merged}", extra={"xl/workbook.xml": book}))
    assert sheet.merged == (Range(0, 0, 1, 0),) and sheet.anchor(1, 0) == (0, 0) and sheet.anchor(1, 1) == (1, 1)
    assert sheet.hidden_rows == {1} and sheet.hidden and sheet.name == "表1"


def test_cells_and_rows_without_addresses_are_counted() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    sheet = first(workbook(f"<sheetData>{rows}</sheetData>"))
    assert [[cell.text for cell in row] for row in sheet.rows] == [["1", "2"], ["3"]]


def test_a_strict_workbook_is_read_too() -> None:
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    assert first(workbook(data("<c r='A1'><v>7</v></c>"), main=strict)).cell(0, 0).text == "7"


# hostile, and harmless


def test_a_lying_dimension_hides_no_row() -> None:
    rows = "".join(text(f"A{n}", str(n)) for n in range(1, 501))
    for claimed in ("A1:A2", "A1:XFD1048576"):
        assert len(first(workbook(f"<dimension ref='{claimed}'/><sheetData>{rows}</sheetData>")).rows) == 500


def test_a_blank_cell_far_away_is_harmless_and_a_full_one_is_named() -> None:
    near = text("A1", "甲")
    assert len(first(workbook(f"<sheetData>{near}{text('XFD1048576', ' ')}</sheetData>")).rows) == 1
    far = refusal(workbook(f"<sheetData>{near}{text('XFD1048576', '乙')}</sheetData>"))
    assert (far.code, far.params["sheet"], far.params["cell"]) == ("too_far", "表1", "XFD1048576")
    assert refusal(workbook(f"<sheetData>{text('GS2', '乙')}</sheetData>")).params["cell"] == "GS2"


def test_a_merge_of_the_whole_sheet_is_cut_to_what_there_is() -> None:
    merged = "<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>"
    sheet = first(workbook(f"<sheetData>{text('A1', '甲')}{text('B3', '乙')}</sheetData>{merged}"))
    assert sheet.merged == (Range(0, 0, 2, 1),)


def test_a_heap_of_overlapping_merges_is_refused() -> None:
    merged = "<mergeCells>" + "<mergeCell ref='A1:XFD1048576'/>" * 100_000 + "</mergeCells>"
    assert refusal(workbook(f"<sheetData>{text('B3', '乙')}</sheetData>{merged}")).code in {
        "damaged",
        "too_large",
    }


def test_a_million_formatted_empty_rows_are_harmless() -> None:
    rows = "".join(f"<row r='{n}' s='1'><c r='A{n}' s='1'/></row>" for n in range(2, 1_048_577))
    sheet = first(workbook(f"<sheetData>{text('A1', '甲')}{rows}</sheetData>"))
    assert len(sheet.rows) == 1


def test_bombs_are_refused_by_their_directory() -> None:
    assert refusal(workbook("<sheetData/>", extra={"xl/worksheets/sheet1.xml": b" " * 90_000_000})).code == "too_large"
    assert refusal(workbook("<sheetData/>", extra={"xl/media/x.bin": b"0" * 70_000_000})).code == "too_large"
    noise = random.Random(1).randbytes(50_000) * 20
    many = {f"xl/media/{n}.bin": noise for n in range(170)}
    assert refusal(workbook("<sheetData/>", extra=dict(many))).code == "too_large"
    assert refusal(zipped({f"p{n}": "" for n in range(limits.MAX_PARTS + 1)})).code == "too_large"


def test_a_directory_that_lies_about_sizes_is_refused() -> None:
    content = bytearray(workbook(f"<sheetData>{text('A1', '甲' * 30_000)}</sheetData>"))
    entry = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    content[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    assert refusal(bytes(content)).code == "damaged"


def test_one_long_string_in_every_cell_is_refused() -> None:
    rows = "".join(f"<row r='{n}'>" + "<c t='s'><v>0</v></c>" * 20 + "</row>" for n in range(1, 2001))
    assert (
        refusal(workbook(f"<sheetData>{rows}</sheetData>", strings=f"<si><t>{'废' * 30_000}</t></si>")).code
        == "too_much_text"
    )


def test_too_many_cells_and_too_long_a_text_are_refused() -> None:
    row = "<c><v>1</v></c>" * 100
    rows = "".join(f"<row r='{n}'>{row}</row>" for n in range(1, 4102))
    assert refusal(workbook(f"<sheetData>{rows}</sheetData>")).code in {"too_many_cells", "too_large"}
    long = refusal(workbook(f"<sheetData>{text('C5', '废' * 32_768)}</sheetData>"))
    assert (long.code, long.params["cell"]) == ("text_too_long", "C5")


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>',
    ],
)
def test_a_doctype_is_refused_whatever_it_declares(declared: str) -> None:
    cells = data("<c r='A1' t='inlineStr'><is><t>1</t></is></c>")
    assert refusal(workbook(cells, head=HEAD + declared)).code == "unsafe_xml"
    strings = f'{HEAD}{declared}<sst xmlns="{MAIN}"><si><t>1</t></si></sst>'
    assert refusal(workbook(cells, extra={"xl/sharedStrings.xml": strings})).code == "unsafe_xml"
    utf16 = f'<?xml version="1.0" encoding="UTF-16"?>{declared}<worksheet xmlns="{MAIN}"/>'.encode("utf-16")
    assert refusal(workbook(cells, extra={"xl/worksheets/sheet1.xml": utf16})).code == "unsafe_xml"


@pytest.mark.parametrize("count", [201, 51])
def test_too_many_sheets_are_counted_in_the_message(count: int) -> None:
    caught = refusal(workbook(*["<sheetData/>"] * count))
    assert caught.code == "too_many_sheets" and str(count) in str(caught)


def test_a_row_number_or_reference_of_nonsense_is_refused() -> None:
    for cell in (
        "<c r='A0x'><v>1</v></c>",
        "<c r='A1'><v>一</v></c>",
        "<c r='A1' t='s'><v>99</v></c>",
        "<c r='A1' s='x'><v>1</v></c>",
    ):
        assert refusal(workbook(data(cell))).code == "damaged"
    assert first(workbook(data("<c r='A1'><v>1E999</v></c>"))).cell(0, 0).value == "1E999"


def test_other_files_are_named_for_what_they_are() -> None:
    good = saved({"A1": 1})
    for content, name, code in [
        (b"", "a.xlsx", "empty"),
        (b" \r\n", "a.csv", "empty"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "encrypted"),
        (OLE + "Workbook".encode("utf-16-le"), "a.xls", "old_excel"),
        (OLE + "Workbook".encode("utf-16-le"), "a.xlsx", "old_excel"),
        (OLE + "WordDocument".encode("utf-16-le"), "a.doc", "not_a_workbook"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", "a.xls", "old_excel"),
        (good, "a.xlsm", "macros"),
        (good, "a.csv", "wrong_content"),
        (good, "a.docx", "wrong_type"),
        (good, "a", "wrong_type"),
        (b"<html><table></table></html>", "a.xlsx", "wrong_content"),
        (b"%PDF-1.7", "a.xlsx", "wrong_content"),
        (zipped({"word/document.xml": "<w/>", "[Content_Types].xml": "<x/>"}), "a.xlsx", "not_a_workbook"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "a.xlsx", "not_a_workbook"),
        (zipped({"a.txt": "b"}), "a.xlsx", "not_a_workbook"),
        (workbook("<sheetData/>", extra={"xl/vbaProject.bin": b"x"}), "a.xlsx", "macros"),
        (good[: len(good) // 2], "a.xlsx", "damaged"),
        (b"PK\x03\x04" + random.Random(2).randbytes(5000), "a.xlsx", "damaged"),
        (random.Random(3).randbytes(5000), "a.xlsx", "wrong_content"),
        (bytes(5000), "a.csv", "encoding"),
        (b"\xff\xff\xff", "a.csv", "encoding"),
        (b"x" * (limits.MAX_FILE_BYTES + 1), "a.csv", "too_large"),
    ]:
        assert refusal(content, name).code == code, name


def test_a_part_with_a_password_is_encrypted() -> None:
    content = bytearray(saved({"A1": 1}))
    entry = content.index(b"PK\x01\x02")
    content[entry + 8] |= 1
    assert refusal(bytes(content)).code == "encrypted"


def test_mutations_of_a_good_workbook_never_do_more_than_refuse() -> None:
    good, chance = saved({"A1": "指标", "B2": 0.5, "C3": date(2025, 1, 1)}), random.Random(4)
    for _ in range(12):
        content = bytearray(good)
        for _ in range(chance.randint(1, 20)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            read(bytes(content), "a.xlsx")
        except UnusableFile as caught:
            assert caught.code in MESSAGES


# CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_every_usual_shape(encoding: str, delimiter: str) -> None:
    lines = [
        ["附件1 指标表"],
        [],
        ["序号", "指标", "目标"],
        ["1", '"产生量,\n含贮存"', "≥90%"],
        ["2", "𠮷林", " "],
    ]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    sheet = read(content, "目录/附件.csv").sheets[0]
    assert sheet.name == "附件.csv"
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        ["附件1 指标表"],
        [],
        ["序号", "指标", "目标"],
        ["1", "产生量,\n含贮存", "≥90%"],
        ["2", "𠮷林"],
    ]


def test_a_csv_beyond_the_limits_is_refused() -> None:
    assert refusal(("甲\n" * 20_001).encode(), "a.csv").params["cell"] == "A20001"
    assert refusal((",".join("1" * 201)).encode(), "a.csv").params["cell"] == "GS1"
    assert refusal(("a,b\n1," + "废" * 40_000).encode(), "a.csv").params["cell"] == "B2"
    assert refusal(('a,"' + "b" * 200_000).encode(), "a.csv").code == "damaged"
    assert refusal((",".join("1" * 200) + "\n").encode() * 2001, "a.csv").code == "too_many_cells"
