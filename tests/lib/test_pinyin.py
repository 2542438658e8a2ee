"""Initials by which Chinese names are looked for."""

import pytest

from wastefree.lib.pinyin import MAX_LENGTH, initials


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("生活垃圾回收利用率", "shljhslyl"),
        ("一般工业固体废物产生量（万吨）", "ybgygtfwcslwd"),
        ("重庆", "cq"),
        ("“无废城市” PM2.5", "wfcspm25"),
        ("Cells", "cells"),
        ("——", ""),
        ("", ""),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_a_very_long_name_fits_its_column() -> None:
    assert len(initials("废" * 500)) == MAX_LENGTH
