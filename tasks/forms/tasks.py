"""Forms about tasks: finding them in the list, writing how they stand, keeping them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
from tasks.models import Task, TaskSection
from tasks.models.task import PLAN_ORDER, TaskQuerySet
from wastefree.accounts.models import Organization
from wastefree.guarded import GuardedForm
from wastefree.listing import ListForm

CHOICE_GONE = _("这个选项已经不在了（例如单位已停用，或不在本方案里），请另选。")


class TaskList(ListForm):
    """What the list of tasks is asked for."""

    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
        "plan": (_("方案顺序"), PLAN_ORDER),
        "due": (_("时限由近到远"), (F("due_on").asc(nulls_last=True), "order", "pk")),
        "lead": (_("牵头单位"), (F("lead__order").asc(nulls_last=True), "lead_id", "order", "pk")),
        "reported": (_("最久未填进展"), (F("reported_at").asc(nulls_first=True), "order", "pk")),
    }
    OVERDUE, WITHOUT_LEAD, UNREPORTED, UNDATED = "overdue", "without_lead", "unreported", "undated"
    ONLY = (
        ("", _("全部任务")),
        (OVERDUE, _("已逾期")),
        (UNREPORTED, _("本期未报进展")),
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

    def narrow(self, tasks: TaskQuerySet, *, today: date) -> TaskQuerySet:
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
                tasks = tasks.unreported()
        return tasks.order_by(*self.order)


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
        lead.error_messages["invalid_choice"] = CHOICE_GONE

    def changes(self) -> dict[str, Any]:
        """Whoever is named as the lead is not listed as helping any more."""
        lead = self.cleaned_data["lead"]
        return super().changes() | {"cooperating": [body for body in self.instance.cooperating.all() if body != lead]}
