"""The form with which the lists are handed in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ListsForm(forms.Form):
    """One workbook or CSV file; the reader says what is wrong with it."""

    file = forms.FileField(
        label=_("单位和账号名单"),
        max_length=500,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("请先选择文件。"), "empty": _("文件是空的。")},
    )
