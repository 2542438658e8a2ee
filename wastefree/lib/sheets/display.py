"""What an Excel number format makes of a number.

Number format codes are those of ECMA-376 part 1, 18.8.30 and 18.8.31. Built-in codes are listed only where
they change what a number means. Those from 27 to 58 are dates in Chinese Excel, which leaves them implied.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache

BUILTIN_FORMATS = {9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy"}
BUILTIN_FORMATS |= {18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm"}
BUILTIN_FORMATS |= dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"')
BUILTIN_FORMATS |= dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"')
BUILTIN_FORMATS |= {30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"'}
BUILTIN_FORMATS |= {34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"', 55: 'h"时"mm"分"', 56: 'h"时"mm"分"ss"秒"'}
BUILTIN_FORMATS |= {45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 49: "@"}

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<number>General|[#0?][#0?.,]*(?:[eE][+-][#0?]+)?|\.[#0?]+)|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_DATE_LETTERS = frozenset("dmyhsDMYHS")


@cache
def is_date_format(code: str) -> bool:
    """Whether numbers under this format are dates or times of day. Elapsed time ([h]:mm) is not."""
    tokens = _tokens(code)
    if any((token["bracket"] or "").lower() in {"h", "hh", "m", "mm", "s", "ss"} for token in tokens):
        return False
    return any(token["plain"] in _DATE_LETTERS for token in tokens if token["plain"])


def date_text(serial: float, epoch: datetime) -> tuple[date | None, str] | None:
    """The date of a serial number and how it is written; a time of day has no date. None if out of range."""
    try:
        moment = epoch + timedelta(milliseconds=round(serial * 86_400_000))
    except OverflowError:
        return None
    if serial < 0:
        return None
    if serial < 1:
        return None, f"{moment:%H:%M:%S}".removesuffix(":00")
    if moment.time() == datetime.min.time():
        return moment.date(), moment.date().isoformat()
    return moment, f"{moment:%Y-%m-%d %H:%M:%S}".removesuffix(":00")


def number_text(value: Decimal, code: str) -> str:
    """The number in full, with what its format adds: 0.412 under `0.0%` is 41.2%, 3 under `0"吨"` is 3吨."""
    if code == "General":
        return plain(value)
    tokens = _tokens(code)
    if sum(token["number"] is not None for token in tokens) != 1:
        return plain(value)
    percent = any(token["plain"] == "%" for token in tokens)
    number = plain(value * 100 if percent else value)
    return "".join(number if token["number"] else _literal(token) for token in tokens).strip()


def plain(value: Decimal) -> str:
    """Digits without exponent and without trailing zeros: 1E+3 is 1000, 0.50 is 0.5."""
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def epoch(*, from_1904: bool) -> datetime:
    """Day 0 of serial numbers. Excel counts 29 February 1900, which never was: January 1900 is a day off."""
    return datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)


@cache
def _tokens(code: str) -> list[re.Match[str]]:
    return list(_TOKEN.finditer(_first_section(code)))


def _first_section(code: str) -> str:
    return re.match(r'(?:"[^"]*"|\\.|[^;"\\])*', code, re.DOTALL)[0]  # type: ignore[index]


def _literal(token: re.Match[str]) -> str:
    return token["quoted"] or token["escaped"] or token["plain"] or ""
