"""Sums of money in a project annex: in 万元, whatever unit the value, the heading or the table's title gives them."""

import re
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators.annex.amounts import read_amount
from wastefree.lib.figures import rounded
from wastefree.lib.numbers import normalize
from wastefree.lib.units import factor

KEPT_IN = "万元"
DECIMALS = 4
LARGEST = Decimal(10) ** 10
_MONEY = re.compile(r"(?:百|千|万|亿)?元")
_TITLE = re.compile(r"(?:金额|货币|投资)?单位\s*[:：]?\s*(?:人民币)?\s*((?:百|千|万|亿)?元)")


def unit_of_column(heading: str, above: Iterable[str]) -> str:
    """The unit that the heading names (总投资（亿元）), or the one above the table (单位：万元); empty if neither does."""
    for text in (heading, *(found[1] for title in above if (found := _TITLE.search(normalize(title))))):
        units = set(_MONEY.findall(normalize(text)))
        if len(units) == 1:
            return str(units.pop())
    return ""


def in_ten_thousands(text: str, unit: str) -> tuple[Decimal | None, str]:
    """The sum in 万元, or what is wrong with it. A unit beside the figure goes before that of the column.

    1.2亿 means 1.2亿元, whatever the column is in.
    """
    plain = normalize(text)
    amount = read_amount(f"{plain}元" if plain.endswith(("万", "亿")) else plain)
    if amount is None or amount[0] < 0:
        return None, _("看不懂这个金额，没有读入。请写成一个数，如 12000 或 1.2亿元。")
    value, written = amount
    if not (written or unit):
        return None, _("没有写明是万元还是亿元，没有读入。请在表头或数字后面注明。")
    times = factor(written or unit, KEPT_IN)
    if times is None:
        return None, _("“%(unit)s”不是金额的单位，没有读入。") % {"unit": written}
    return _fitting(value * times)


def _fitting(value: Decimal) -> tuple[Decimal | None, str]:
    if value >= LARGEST:
        return None, _("金额太大，没有读入。请核对单位是万元还是亿元。")
    if value != rounded(value, DECIMALS):
        return None, _("金额不足一元的部分太细，没有读入。")
    return rounded(value, DECIMALS), ""
