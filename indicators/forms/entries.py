"""What a person types into one row of the entry grid."""

import secrets
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.forms.written import WrittenInput, WrittenTextarea
from indicators.models import Entry, Quantity
from indicators.wording import shown
from wastefree.lib.figures import DECIMALS, MISSING, NOT_APPLICABLE, Figure, FigureError, read_figure

MESSAGES = {
    "not_a_number": gettext_lazy("看不懂“%(text)s”。请只填一个数，如 12.5、1,234 或 1.3万；没有这项业务时填“不适用”。"),
    "too_large": gettext_lazy("“%(text)s”太大了，整数部分最多 14 位。请核对单位。"),
    "too_many_decimals": gettext_lazy("“%(text)s”的小数位太多，最多 6 位。"),
    "both": gettext_lazy("填了数值又选了“不适用”，请只留一个。"),
}
# All rows of a page belong to one form, which saves them all where there is no script.
FORM = "grid"


def prefix_of(entry: Entry) -> str:
    return f"e{entry.pk}"


class EntryForm(forms.Form):
    """A figure (a number, nothing, or 不适用), its note, the version on the screen, and the key of this attempt.

    `cleaned_data["figure"]` is a `Figure`, `cleaned_data["provisional"]` what `save_entry` takes. The names carry the
    entry's primary key: many rows make one page. `usually_provisional` is offered where nothing has been typed yet.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    figure = forms.CharField(required=False, max_length=60, strip=True, widget=WrittenInput)
    not_applicable = forms.BooleanField(required=False, label=gettext_lazy("不适用"))
    provisional = forms.BooleanField(required=False, label=gettext_lazy("快报数"))
    note = forms.CharField(
        required=False, max_length=2000, label=gettext_lazy("说明"), widget=WrittenTextarea(attrs={"rows": 1})
    )

    def __init__(self, entry: Entry, data: Any = None, *, usually_provisional: bool = False) -> None:
        self.entry = entry
        is_progress = entry.quantity.kind == Quantity.Kind.PROGRESS
        initial = {
            "version": entry.version,
            "key": secrets.token_hex(16),
            "figure": _text(entry),
            "not_applicable": entry.not_applicable,
            "provisional": entry.provisional or (usually_provisional and entry.entered_at is None),
            "note": entry.note,
        }
        super().__init__(data, prefix=prefix_of(entry), initial=initial, label_suffix="")
        if is_progress:
            steps = [(str(value), label) for value, label in Quantity.Progress.choices]
            self.fields["figure"].widget = forms.Select(choices=[("", gettext_lazy("请选择")), *steps])
            del self.fields["provisional"]
        self._dress()

    def _dress(self) -> None:
        name = self.entry.quantity.name
        for field in (self.fields["figure"], self.fields["note"]):
            field.widget.attrs.update(form=FORM, autocomplete="off")
        self.fields["figure"].widget.attrs.update(
            {"inputmode": "decimal", "enterkeyhint": "next", "data-figure": "", "aria-label": name}
        )
        self.fields["figure"].widget.attrs["aria-describedby"] = f"{self.prefix}-below"
        self.fields["note"].widget.attrs.update(
            {"aria-label": _("%(name)s的说明") % {"name": name}, "placeholder": _("说明"), "data-note": ""}
        )
        if self.entry.lacks_reason:
            self.fields["note"].widget.attrs["placeholder"] = _("为什么不适用")

    def clean_figure(self) -> Figure:
        text = self.cleaned_data["figure"]
        if text == _("不适用"):
            return NOT_APPLICABLE
        try:
            figure = read_figure(text, decimals=DECIMALS)
        except FigureError as error:
            raise forms.ValidationError(MESSAGES[error.code], error.code, {"text": text}) from error
        if (
            self.entry.quantity.kind == Quantity.Kind.PROGRESS
            and text
            and text not in map(str, Quantity.Progress.values)
        ):
            raise forms.ValidationError(MESSAGES["not_a_number"], "not_a_number", {"text": text})
        return figure

    def clean_note(self) -> str:
        """With the line ends of one kind, however the browser sends them."""
        return str(self.cleaned_data["note"]).replace("\r\n", "\n")

    def clean(self) -> None:
        figure = self.cleaned_data.get("figure")
        if self.cleaned_data.get("not_applicable") and figure is not None:
            if figure not in (MISSING, NOT_APPLICABLE):
                self.add_error("figure", forms.ValidationError(MESSAGES["both"], "both"))
            figure = self.cleaned_data["figure"] = NOT_APPLICABLE
        # Only a number can be a passing one; a field that is empty for now leaves the choice as it was.
        is_number = isinstance(figure, Decimal) and self.cleaned_data.get("provisional", False)
        self.cleaned_data["provisional"] = self.entry.provisional if figure is MISSING else is_number

    @property
    def is_changed(self) -> bool:
        """Whether it says something else than what stands in the entry. Asked of a valid form."""
        said = (self.cleaned_data["figure"], self.cleaned_data["note"], self.cleaned_data["provisional"])
        return said != (self.entry.figure, self.entry.note, self.entry.provisional)


def _text(entry: Entry) -> str:
    """The figure as it stands in its field; what has none leaves it empty."""
    if entry.value is None:
        return ""
    is_progress = entry.quantity.kind == Quantity.Kind.PROGRESS
    return str(int(entry.value)) if is_progress else shown(entry.quantity, entry.value)
