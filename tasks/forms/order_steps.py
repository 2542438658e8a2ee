"""What people write when an order goes a step on: each form carries the order's version and a key of its own."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tasks.models import Order
from wastefree.files.forms import FilesField


def _words(label: Any, rows: int = 4, **more: Any) -> forms.CharField:
    limit = more.pop("max_length", 1000)
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea(attrs={"rows": rows}), **more)


class StepForm(forms.Form):
    """A step for which nothing is to be written."""

    data: Any
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, order: Order, data: Any = None, files: Any = None) -> None:
        initial = {"version": order.version, "key": secrets.token_hex(16)}
        super().__init__(data, files, initial=initial, label_suffix="", auto_id=f"{type(self).__name__}_%s")
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        self.order = order

    def renew(self, order: Order) -> None:
        """Keeps what was typed, and bases the next attempt on how the order stands now."""
        self.order, self.data = order, {**self.data.dict(), "version": str(order.version)}

    @property
    def typed(self) -> list[tuple[Any, str]]:
        """The words that were typed, by label: shown where the form itself has no place any more."""
        values = ((field, self.data.get(field.name, "")) for field in self.visible_fields())
        return [(field.label, value) for field, value in values if isinstance(value, str) and value]

    def changes(self) -> dict[str, Any]:
        """What was written, but for the files."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "key", "uploads")}


class AnswerForm(StepForm):
    text = _words(_("办理情况"), 6, max_length=5000, help_text=_("写明做了什么、结果怎样；没有做完的，写明还差什么。"))
    uploads = FilesField(
        label=_("佐证材料"), help_text=_("照片、文件、台账等，可以一次选几个。没有佐证材料不能直接销号。")
    )


class ExtensionForm(StepForm):
    until = forms.DateField(label=_("延期至"))
    reason = _words(_("延期理由"), 3)


class DecisionForm(StepForm):
    """The office gives more time or not; where it does not, it says why."""

    answer = _words(_("批复意见（不批准时必填）"), 2, required=False)

    @property
    def granted(self) -> bool:
        return bool(self.data.get("then") == "grant")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.granted and not cleaned.get("answer"):
            self.add_error("answer", forms.ValidationError(_("不批准延期时，请写明原因。"), code="required"))
        return cleaned


class SendBackForm(StepForm):
    reason = _words(_("退回原因"), 3, help_text=_("还差什么、要补什么。"))
    due_on = forms.DateField(label=_("新的期限"), required=False, help_text=_("不填时期限不变。"))


class CloseForm(StepForm):
    """Closing on the word of the office alone is asked only where the answers hold no file."""

    ending = _words(_("核验意见"), 3, max_length=2000, help_text=_("怎样核验的，结果如何。"))
    without_files = forms.BooleanField(label=_("反馈没有佐证材料，已用其他方式核实（写在核验意见里）"), required=False)

    def __init__(self, order: Order, data: Any = None, files: Any = None, *, proved: bool = True) -> None:
        super().__init__(order, data, files)
        if proved:
            self.fields["without_files"].widget = forms.HiddenInput()


class ReasonForm(StepForm):
    reason = _words(_("原因"), 3)
