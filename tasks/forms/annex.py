"""Forms with which an annex is handed in and confirmed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tasks.annex.kinds import KINDS

READABLE = ".xlsx,.csv"


class AnnexForm(forms.Form):
    """The file, and what it is an annex of; nothing chosen means that its headings tell."""

    file = forms.FileField(
        label=_("附件文件"),
        widget=forms.FileInput(attrs={"accept": READABLE}),
        max_length=500,
        help_text=_("Excel（.xlsx）或 CSV 文件。"),
    )
    kind = forms.ChoiceField(
        label=_("附件是什么表"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("按表头自动识别")), *((kind.name, kind.label) for kind in KINDS.values())],
    )

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, label_suffix="", **kwargs)


class ConfirmForm(forms.Form):
    """What the person has seen, and which unknown bodies are to be made."""

    key = forms.CharField(max_length=64)
    fingerprint = forms.CharField(max_length=64)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.creating: list[str] = data.getlist("creating")
