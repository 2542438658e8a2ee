"""Large sums in the words of the language that is shown: 171亿元, CNY 17.1 billion."""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wastefree.lib.figures import in_large_units, write_figure

WAN = 10_000


def in_words(exact: Decimal) -> tuple[str, str]:
    """Digits, and the magnitude that is said after them: 171 and 亿, 17.1 and billion."""
    if (get_language() or "zh").startswith("zh"):
        return in_large_units(exact)
    for size, word in ((9, _("十亿")), (6, _("百万"))):
        if abs(exact).adjusted() >= size:
            return write_figure(exact.scaleb(-size), 2), f" {word}"
    return write_figure(exact), ""


def yuan(wan: Decimal) -> str:
    """A sum kept in 万元, for a sentence."""
    digits, magnitude = in_words(wan * WAN)
    return _("%(sum)s元") % {"sum": f"{digits}{magnitude}"}
