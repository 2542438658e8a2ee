"""Sums of money as people type them: full-width digits, commas in groups of three, nothing at all."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wastefree.lib.figures import MISSING, FigureError, plain, read_figure

DECIMALS = 4  # of 万元: to the yuan
LARGEST = Decimal(10) ** 10

MESSAGES = {
    "not_a_number": _("请填数字，例如 12000 或 1,234.5。"),
    "too_large": _("数额太大。单位是万元，请检查是否多写了位数。"),
    "too_many_decimals": _("最多四位小数（精确到元）。"),
    "negative": _("投资额不能是负数。"),
}


class MoneyField(forms.CharField):
    """A sum in 万元: a Decimal, or None where nothing was typed, which is not the same as 0."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(required=False, max_length=40, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{plain(value):f}" if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = str(super().clean(value))
        try:
            figure = read_figure(text, decimals=DECIMALS)
        except FigureError as error:
            raise forms.ValidationError(MESSAGES[error.code], code=error.code) from error
        if figure is MISSING:
            return None
        if not isinstance(figure, Decimal):
            raise forms.ValidationError(MESSAGES["not_a_number"], code="not_a_number")
        if figure < 0:
            raise forms.ValidationError(MESSAGES["negative"], code="negative")
        if figure >= LARGEST:
            raise forms.ValidationError(MESSAGES["too_large"], code="too_large")
        return figure
