"""What a file is, told by its content."""

import io

import pytest

from tests.files import samples
from wastefree.files.kinds import Unrecognized, recognize


def by_words(value: object) -> str:
    """Names of tests that are the same in every process: containers hold the moment at which they were made."""
    return value if isinstance(value, str) else "content"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (samples.PDF, "pdf"),
        (samples.PNG, "png"),
        (samples.JPEG, "jpeg"),
        (samples.XLSX, "xlsx"),
        (samples.DOCX, "docx"),
        (samples.PPTX, "pptx"),
        (samples.OFD, "ofd"),
        ("单位,数量\n市住建局,3\n".encode(), "text"),
        ("单位,数量\n市住建局,3\n".encode("gb18030"), "text"),
        (("无废城市" * 20_000).encode(), "text"),
    ],
    ids=by_words,
)
def test_content_tells_the_kind(content: bytes, name: str) -> None:
    assert recognize(io.BytesIO(content)).name == name


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (samples.OLD_WORD, "old_office"),
        (samples.MACROS, "macros"),
        (samples.container("readme.txt"), "archive"),
        (samples.XLSX[:40], "damaged"),
        (samples.container("xl/workbook.xml", content=b"0" * 100_000_000), "damaged"),
        (samples.PROGRAM, "unknown"),
        (b"\x80\xff\xfe" * 30, "unknown"),
    ],
    ids=by_words,
)
def test_what_is_not_taken_is_named(content: bytes, code: str) -> None:
    with pytest.raises(Unrecognized) as refusal:
        recognize(io.BytesIO(content))
    assert refusal.value.code == code


def test_the_file_is_left_at_its_start() -> None:
    file = io.BytesIO(samples.XLSX)
    recognize(file)
    assert file.read() == samples.XLSX
