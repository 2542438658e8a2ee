"""What a person types about one task or project in one round."""

import copy
import secrets
import unicodedata
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tasks.forms.money import MoneyField
from tasks.models import ProgressReport, ProjectReport, TaskReport
from wastefree.accounts.models import Organization
from wastefree.changes import in_words
from wastefree.guarded import Clash
from wastefree.listing import ListForm

# All cards of a page belong to one form, which saves and hands in all of them where there is no script.
FORM = "progress-form"
BAD_PERCENT = _("进度请填 0 到 100 的整数，例如 60；不清楚的可以不填。")
DONE_IS_WHOLE = _("勾选了“已完成”，进度应是 100，或不填。")


def prefix_of(report: ProgressReport) -> str:
    return report.anchor


class PercentField(forms.CharField):
    """A whole number from 0 to 100, with or without a sign of percent; None where nothing was typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 4})
        super().__init__(required=False, max_length=10, widget=widget, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = unicodedata.normalize("NFKC", str(super().clean(value))).strip().removesuffix("%").strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or int(text) > 100:
            raise forms.ValidationError(BAD_PERCENT, code="percent")
        return int(text)


class ProgressForm(forms.ModelForm):  # type: ignore[type-arg]  # the model is said by each form
    """One report, with the version on the screen and the key of this attempt. The report itself is left as it was."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, report: ProgressReport, data: Any = None) -> None:
        self.report = report
        initial = {"version": report.version, "key": secrets.token_hex(16)}
        super().__init__(data, instance=copy.copy(report), prefix=prefix_of(report), initial=initial, label_suffix="")
        for field in self.fields.values():
            field.required = field.required and field.widget.is_hidden
            field.widget.attrs.update({"form": FORM, "autocomplete": "off"})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = value.replace("\r\n", "\n").strip()
        return cleaned

    def _post_clean(self) -> None:
        """The model is asked by the transition, not by the form: half a report may be saved, too."""

    @property
    def typed(self) -> dict[str, Any]:
        """What is said, by the model's fields. Asked of a valid form."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.fields}

    def agrees_with(self, report: ProgressReport) -> bool:
        """Whether it says nothing else than what stands there."""
        return all(getattr(report, name) == value for name, value in self.typed.items())

    def clash_with(self, current: ProgressReport) -> Clash:
        """What it says and what somebody else has saved, where they differ."""
        differing = [
            (current._meta.get_field(name), value, getattr(current, name))
            for name, value in self.typed.items()
            if getattr(current, name) != value
        ]
        return Clash(
            mine="\n".join(self._line(field, mine) for field, mine, _theirs in differing),
            theirs="\n".join(self._line(field, theirs) for field, _mine, theirs in differing),
            who=str(current.entered_by or ""),
            when=current.entered_at,
        )

    def _line(self, field: Any, value: Any) -> str:
        if isinstance(value, list):  # milestones, by their names
            names = dict(self.fields[field.name].choices)  # type: ignore[attr-defined]
            value = [names.get(each, each) for each in value]
        return str(_("%(label)s：%(value)s")) % {"label": field.verbose_name, "value": in_words(field, value)}


AREAS = {
    "progress": forms.Textarea(attrs={"rows": 4}),
    "problem": forms.Textarea(attrs={"rows": 2}),
    "next_step": forms.Textarea(attrs={"rows": 2}),
}


class TaskReportForm(ProgressForm):
    """The lead says how far the whole is; those who cooperate what they have done, if they have anything to add."""

    percent = PercentField(label=_("完成进度（%）"))
    reached = forms.TypedMultipleChoiceField(
        label=_("本期达成的节点"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = TaskReport
        fields = ("progress", "problem", "next_step", "percent", "finished", "reached")
        widgets = AREAS

    def __init__(self, report: ProgressReport, data: Any = None) -> None:
        super().__init__(report, data)
        offered = _still_open(report) if isinstance(report, TaskReport) and report.is_binding else []
        self.fields["reached"].choices = offered  # type: ignore[attr-defined]
        left_out = ("percent", "finished", "reached") if not report.is_binding else () if offered else ("reached",)
        for name in left_out:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("finished") and "percent" in cleaned:
            if cleaned["percent"] not in (None, 100):
                self.add_error("percent", forms.ValidationError(DONE_IS_WHOLE, code="whole"))
            else:
                cleaned["percent"] = 100
        return cleaned


def _still_open(report: TaskReport) -> list[tuple[int, str]]:
    """The milestones that can be said to be reached: those that are not yet, and those said here before."""
    return [
        (each.pk, f"{each.name}（{date_format(each.due_on)}）")
        for each in report.task.milestones.all()
        if each.reached_on is None or each.pk in report.reached
    ]


class ProjectReportForm(ProgressForm):
    investment_done = MoneyField(label=_("累计完成投资（万元）"))

    class Meta:
        model = ProjectReport
        fields = ("stage", "investment_done", "stage_reason", "progress", "problem", "next_step")
        widgets = AREAS


def form_of(report: ProgressReport, data: Any = None) -> ProgressForm:
    return TaskReportForm(report, data) if isinstance(report, TaskReport) else ProjectReportForm(report, data)


class ReportReviewList(ListForm):
    """What the list of reports to be reviewed is asked for."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("填报单位"), required=False, empty_label=_("全部"), to_field_name="code"
    )
    only = forms.ChoiceField(
        label=_("只看"), required=False, choices=[("", _("全部")), ("asked", _("有疑问的")), ("problem", _("有问题的"))]
    )
    field_order = ("q", "organization", "only", "sort", "size")
    SORTS = {
        "plan": (_("方案顺序"), ()),
        "organization": (_("按单位"), ("organization__order", "organization_id")),
        "oldest": (_("先提交的在前"), ("submitted_at", "pk")),
    }

    def __init__(self, data: Any, *, waiting: Any) -> None:
        super().__init__(data)
        bodies = Organization.objects.filter(pk__in=waiting.order_by().values("organization"))
        self.fields["organization"].queryset = bodies  # type: ignore[attr-defined]

    @property
    def asked_only(self) -> bool:
        return bool(self.chosen("only") == "asked")

    def narrow(self, waiting: Any) -> Any:
        if organization := self.chosen("organization"):
            waiting = waiting.of(organization)
        if words := self.chosen("q"):
            waiting = waiting.matching(words)
        if self.chosen("only") == "problem":
            waiting = waiting.exclude(problem="")
        return waiting.order_by(*self.order) if self.order else waiting
