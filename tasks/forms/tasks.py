"""Forms about tasks: finding them in the list, writing how they stand, keeping them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator, Plan
from tasks.models import Task, TaskSection
from tasks.models.task import TaskQuerySet
from wastefree.accounts.models import Organization
from wastefree.guarded import GuardedForm, offered, taken
from wastefree.listing import ListForm


class TaskList(ListForm):
    """What the list of tasks is asked for."""

    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
        "plan": (_("方案顺序"), (F("section__order").asc(nulls_last=True), "section_id", "order", "pk")),
        "due": (_("时限由近到远"), (F("due_on").asc(nulls_last=True), "order", "pk")),
        "lead": (_("牵头单位"), (F("lead__order").asc(nulls_last=True), "lead_id", "order", "pk")),
        "reported": (_("最久未填进展"), (F("reported_at").asc(nulls_first=True), "order", "pk")),
    }
    OVERDUE, WITHOUT_LEAD, UNREPORTED, UNDATED = "overdue", "without_lead", "unreported", "undated"
    ONLY = (
        ("", _("全部任务")),
        (OVERDUE, _("已逾期")),
        (UNREPORTED, _("本季度未填进展")),
        (WITHOUT_LEAD, _("牵头单位待明确")),
        (UNDATED, _("时限没有日期")),
    )

    section = forms.ModelChoiceField(TaskSection.objects.none(), label=_("领域"), required=False, empty_label=_("全部"))
    lead = forms.ModelChoiceField(
        Organization.objects.none(), label=_("牵头单位"), required=False, empty_label=_("全部")
    )
    stage = forms.ChoiceField(label=_("进展"), required=False, choices=[("", _("全部")), *Task.Stage.choices])
    only = forms.ChoiceField(label=_("只看"), required=False, choices=ONLY)
    field_order = ("q", "section", "lead", "stage", "only", "sort", "size")

    def __init__(self, data: Mapping[str, Any], *, plan: Plan) -> None:
        super().__init__(data)
        self.fields["section"].queryset = plan.task_sections.all()  # type: ignore[attr-defined]
        self.fields["lead"].queryset = plan.organizations.all()  # type: ignore[attr-defined]

    def narrow(self, tasks: TaskQuerySet, *, today: date, quarter_began: datetime) -> TaskQuerySet:
        """Those of `tasks` that are asked for, in the order asked for."""
        for name in ("section", "lead", "stage"):
            if chosen := self.chosen(name):
                tasks = tasks.filter(**{name: chosen})
        if words := self.chosen("q"):
            tasks = tasks.matching(words)
        match self.chosen("only"):
            case self.OVERDUE:
                tasks = tasks.overdue(today)
            case self.WITHOUT_LEAD:
                tasks = tasks.without_lead()
            case self.UNDATED:
                tasks = tasks.undated()
            case self.UNREPORTED:
                tasks = tasks.unreported_since(quarter_began)
        return tasks.order_by(*self.order)


class ReportForm(GuardedForm):
    """How a task stands, by the organization that leads."""

    class Meta:
        model = Task
        fields = ("stage", "progress", "problem", "next_step")
        widgets = {
            "stage": forms.RadioSelect,
            "progress": forms.Textarea(attrs={"rows": 6}),
            "problem": forms.Textarea(attrs={"rows": 3}),
            "next_step": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "progress": _("写明做了什么、到了哪一步、有什么成果。"),
            "problem": _("没有可不填。"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        under_way = cleaned.get("stage") in (Task.Stage.IN_PROGRESS, Task.Stage.DONE)
        if under_way and not cleaned.get("progress"):
            self.add_error(
                "progress", forms.ValidationError(_("已推进或完成的任务，请写明进展情况。"), code="progress")
            )
        return cleaned


class LeadForm(GuardedForm):
    """Who leads a task, and nothing else."""

    class Meta:
        model = Task
        fields = ("lead",)

    def __init__(self, data: Any = None, *, instance: Task, plan: Plan) -> None:
        super().__init__(data, instance=instance)
        lead = self.fields["lead"]
        lead.queryset = plan.organizations.active()  # type: ignore[attr-defined]
        lead.required, lead.empty_label = True, _("请选择")  # type: ignore[attr-defined]


class TaskForm(GuardedForm):
    """All that a task is, for the office."""

    class Meta:
        model = Task
        fields = (
            "code",
            "title",
            "section",
            "order",
            "content",
            "deliverable",
            "lead",
            "cooperating",
            "due_on",
            "is_ongoing",
            "responsible_text",
            "due_text",
            "indicators",
            "stage",
            "progress",
            "problem",
            "next_step",
        )
        widgets = {
            "content": forms.Textarea(attrs={"rows": 5}),
            "responsible_text": forms.Textarea(attrs={"rows": 2}),
            "progress": forms.Textarea(attrs={"rows": 4}),
            "problem": forms.Textarea(attrs={"rows": 2}),
            "next_step": forms.Textarea(attrs={"rows": 2}),
            "cooperating": forms.CheckboxSelectMultiple,
            "indicators": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "order": _("数字小的排在前面。"),
            "lead": _("每项任务要有一家牵头单位；方案没有写明的，由无废办明确。"),
            "due_on": _("按方案原文确定的日期；常态工作可以不填。"),
            "responsible_text": _("方案里怎么写就怎么留，作为依据。"),
        }

    def __init__(self, data: Any = None, *, instance: Task, plan: Plan) -> None:
        super().__init__(data, instance=instance)
        helping = instance.cooperating.values_list("pk", flat=True) if instance.pk else ()
        own: dict[str, Any] = {
            "section": plan.task_sections.all(),
            "lead": offered(plan.organizations.active(), instance.lead_id),
            "cooperating": offered(plan.organizations.active(), *helping),
            "indicators": Indicator.objects.filter(plan=plan).active(),
        }
        for name, rows in own.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def progress_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ReportForm.Meta.fields]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if taken(self.instance, plan=self.instance.plan_id, code=code):
            raise forms.ValidationError(
                _("序号 %(code)s 已用于另一项任务，请换一个。"), code="taken", params={"code": code}
            )
        return code

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        lead = cleaned.get("lead")
        if lead and lead in cleaned.get("cooperating", ()):
            error = forms.ValidationError(
                _("%(lead)s已是牵头单位，不用再列为配合单位。"), code="twice", params={"lead": lead}
            )
            self.add_error("cooperating", error)
        return cleaned
