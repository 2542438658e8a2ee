"""Numbers as officials type them.

`normalize` folds what differs only in form: full-width letters, digits and signs; the many shapes of minus, percent,
≥ and ≤; odd spaces; a Chinese full stop between two digits, which is a decimal point typed with the wrong keyboard.
It is not Unicode's NFKC, because that changes meaning: 10⁴ would become 104, ① would become 1, m² would become m2.
A long dash stays a dash (it stands for "nothing" or for a range) and never becomes a minus.

`read_decimal` accepts exactly this, after folding, and answers None to all else:

    number  := [sign] digits [scale] ["%"]      spaces may stand around each part, never inside digits
    sign    := "+" | "-"
    digits  := groups ["." decimals] | plain ["." decimals] | "." decimals
    groups  := one to three digits, then groups of three, each after a comma
    scale   := 万 | 亿 | 万亿                     multiplies: 1.3万 is 13000; not together with "%"

A percentage is the figure before the sign: 95.5% is 95.5. At most 30 digits; no exponents, no NaN, no infinity.
"""

import re
from decimal import Decimal

MAX_DIGITS = 30
SCALES = {"": 0, "万": 4, "亿": 8, "万亿": 12}

_FORMS = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_FORMS |= dict.fromkeys([0x00A0, 0x3000, 0x202F, *range(0x2000, 0x200B)], " ")
_FORMS |= dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF], "")
_FORMS |= dict.fromkeys(map(ord, "−﹣‐‑"), "-")
_FORMS |= dict.fromkeys(map(ord, "–―─"), "—")
_FORMS |= dict.fromkeys(map(ord, "〜～∼"), "~")
_FORMS |= {ord(odd): usual for odd, usual in zip("﹪≧≦⩾⩽﹥﹤﹐｡﹒﹢", "%≥≤≥≤><,。.+", strict=True)}

_NUMBER = re.compile(
    r"\s*(?P<sign>[+-]?)\s*(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    r"\s*(?P<scale>万亿|万|亿|)\s*(?P<percent>%?)\s*"
)
_CHINESE = re.compile(
    r"(?:(?P<thousands>[一二两三四五六七八九])千(?P<gap1>零?))?"
    r"(?:(?P<hundreds>[一二两三四五六七八九])百(?P<gap2>零?))?"
    r"(?:(?P<tens>[一二三四五六七八九]?)十)?(?P<ones>[一二两三四五六七八九]?)"
)
_CHINESE_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"两": 2}


def normalize(text: str) -> str:
    """The text with differences of form folded away, digits and signs in ASCII; line breaks and meaning are kept."""
    folded = text.translate(_FORMS)
    folded = re.sub(r"(?<=[0-9])。(?=[0-9])", ".", folded)
    return folded.replace(">=", "≥").replace("<=", "≤").strip()


def read_decimal(text: str, *, percent: bool = True) -> Decimal | None:
    """The number that the whole text is, or None. `percent=False` refuses a percent sign (the figure is in tonnes)."""
    found = _NUMBER.fullmatch(normalize(text))
    if found is None or (found["percent"] and (found["scale"] or not percent)):
        return None
    digits = found["digits"].replace(",", "")
    if len(digits) > MAX_DIGITS:
        return None
    return scaled(Decimal(found["sign"] + digits), found["scale"])


def scaled(value: Decimal, scale: str) -> Decimal:
    """The value times 万, 亿 or 万亿, exactly and written out: 1.3 and 万 give 13000. Other scales are a KeyError."""
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int), "a finite number"
    written = Decimal(format(Decimal((sign, digits, exponent + SCALES[scale])), "f"))
    return abs(written) if written.is_zero() else written


def read_chinese_integer(text: str) -> int | None:
    """1 to 9999 in Chinese characters (两, 十二, 一百零五), or None. 一百二 is refused: it may mean 102 or 120."""
    found = _CHINESE.fullmatch(text)
    if not text or found is None:
        return None
    thousands, hundreds = _digit(found["thousands"]), _digit(found["hundreds"])
    tens = 0 if found["tens"] is None else _digit(found["tens"]) or 1
    ones = _digit(found["ones"])
    value = thousands * 1000 + hundreds * 100 + tens * 10 + ones
    return value if chinese_integer(value) == text.replace("两", "二") else None


def chinese_integer(value: int) -> str:
    """1 to 9999 in Chinese characters, as read aloud: 12 is 十二, 105 is 一百零五, 110 is 一百一十."""
    written, gap = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            written += ("零" if gap else "") + "〇一二三四五六七八九"[digit] + name
        gap = bool(written) and not digit
    return written.removeprefix("一") if 10 <= value < 20 else written


def _digit(character: str | None) -> int:
    return _CHINESE_DIGITS[character] if character else 0
