"""Forms with which a round's workbook is handed in and accepted."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RoundbookForm(forms.Form):
    """The file; what is wrong with it, its reader says."""

    file = forms.FileField(
        label=pgettext_lazy("workbook", "填报表"),
        max_length=500,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": _("请先选择文件。"), "empty": _("文件是空的。")},
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")


class AcceptForm(forms.Form):
    """What the person has seen, and whose content stands where somebody else was quicker (`choice-<entry>`)."""

    key = forms.CharField(max_length=64)
    fingerprint = forms.CharField(max_length=64)

    def __init__(self, data: Any, overtaken: Iterable[int]) -> None:
        super().__init__(data)
        self.choices = {entry: data.get(f"choice-{entry}", "") for entry in overtaken}

    @property
    def mine(self) -> frozenset[int]:
        """The entries that shall hold what the file says."""
        return frozenset(entry for entry, choice in self.choices.items() if choice == "mine")

    @property
    def undecided(self) -> bool:
        return any(choice not in ("mine", "theirs") for choice in self.choices.values())
