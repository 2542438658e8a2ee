"""Forms about tasks: finding them in the list, writing how they stand, keeping them."""

from calendar import monthrange
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

MONTH = r"\A20[0-9]{2}-(?:0[1-9]|1[0-2])\Z"


class TaskList(ListForm):
    """What the list of tasks is asked for."""

    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
        "plan": (_("方案顺序"), PLAN_ORDER),
        "due": (_("时限由近到远"), (F("due_on").asc(nulls_last=True), "order", "pk")),
        "lead": (_("牵头单位"), (F("lead__order").asc(nulls_last=True), "lead_id", "order", "pk")),
        "reported": (_("最久未填进展"), (F("reported_at").asc(nulls_first=True), "order", "pk")),
    }
    WITHOUT_LEAD, UNREPORTED, UNDATED, DECIDED = "without_lead", "unreported", "undated", "decided"
    ONLY = (
        ("", _("全部任务")),
        (UNREPORTED, _("本期未报进展")),
        (WITHOUT_LEAD, _("牵头单位待明确")),
        (UNDATED, _("时限没有日期")),
        (DECIDED, _("无废办认定状态")),
    )
    LEADS, HELPS, EITHER = "lead", "help", "any"
    MINE = (
        ("", _("不限")),
        (EITHER, _("本单位的")),
        (LEADS, _("本单位牵头")),
        (HELPS, _("本单位配合")),
    )
    VIEWS: Mapping[str, Any] = {
        "table": _("表格"),
        "tree": _("层级"),
        "board": _("看板"),
        "calendar": _("日历"),
        "gantt": _("甘特图"),
    }
    KEPT = ("size", "view", "scale", "year")
    # Those that fewer people need stand behind “更多条件”.
    MORE = ("stage", "kind", "cooperating", "mine", "month")

    section = forms.ModelChoiceField(TaskSection.objects.none(), label=_("领域"), required=False, empty_label=_("全部"))
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *Task.Status.choices])
    lead = forms.ModelChoiceField(
        Organization.objects.none(), label=_("牵头单位"), required=False, empty_label=_("全部")
    )
    only = forms.ChoiceField(label=_("只看"), required=False, choices=ONLY)
    stage = forms.ChoiceField(label=_("填报进展"), required=False, choices=[("", _("全部")), *Task.Stage.choices])
    kind = forms.ChoiceField(label=_("时限类型"), required=False, choices=[("", _("全部")), *Task.DueKind.choices])
    cooperating = forms.ModelChoiceField(
        Organization.objects.none(), label=_("配合单位"), required=False, empty_label=_("全部")
    )
    mine = forms.ChoiceField(label=_("本单位"), required=False, choices=MINE)
    month = forms.RegexField(
        MONTH, label=_("到期月份"), required=False, widget=forms.TextInput(attrs={"type": "month"})
    )
    view = forms.ChoiceField(required=False, choices=list(VIEWS.items()))
    scale = forms.ChoiceField(required=False, choices=[("year", ""), ("quarter", "")])
    year = forms.IntegerField(required=False, min_value=2000, max_value=2099)
    field_order = ("q", "section", "status", "lead", "only", "sort", *MORE, *KEPT)

    def __init__(self, data: Mapping[str, Any], *, plan: Plan, organization: Organization | None = None) -> None:
        super().__init__(data)
        self.organization = organization
        self.fields["section"].queryset = plan.task_sections.all()  # type: ignore[attr-defined]
        for name in ("lead", "cooperating"):
            self.fields[name].queryset = plan.organizations.all()  # type: ignore[attr-defined]

    @property
    def chosen_view(self) -> str:
        return str(self.chosen("view") or "table")

    @property
    def is_narrowed(self) -> bool:
        """How the tasks are shown narrows nothing, and the month of a calendar is only the page that is open."""
        showing = {"sort", *self.KEPT} | ({"month"} if self.chosen_view == "calendar" else set())
        return any(self.chosen(name) for name in self.fields if name not in showing)

    @property
    def above(self) -> list[forms.BoundField]:
        return [field for field in super().above if field.name not in self.MORE]

    @property
    def more(self) -> list[forms.BoundField]:
        left_out = ("month",) if self.chosen_view == "calendar" else ()
        return [self[name] for name in self.MORE if name not in left_out]

    @property
    def more_chosen(self) -> int:
        return sum(bool(self.chosen(field.name)) for field in self.more)

    @property
    def first_of_month(self) -> date | None:
        month = self.chosen("month")
        return date.fromisoformat(f"{month}-01") if month else None

    def narrow(self, tasks: TaskQuerySet, *, today: date) -> TaskQuerySet:
        """Those of `tasks` that are asked for, in the order asked for."""
        for name in ("section", "lead", "stage", "cooperating"):
            if chosen := self.chosen(name):
                tasks = tasks.filter(**{name: chosen})
        if kind := self.chosen("kind"):
            tasks = tasks.filter(due_kind=kind)
        if words := self.chosen("q"):
            tasks = tasks.matching(words)
        tasks = self._own(self._only(tasks))
        if (first := self.first_of_month) and self.chosen_view != "calendar":
            tasks = tasks.due_between(first, month_end(first))
        if status := self.chosen("status"):
            tasks = tasks.standing_as(status, today)
        return tasks.order_by(*self.order)

    def _only(self, tasks: TaskQuerySet) -> TaskQuerySet:
        match self.chosen("only"):
            case self.WITHOUT_LEAD:
                return tasks.without_lead()
            case self.UNDATED:
                return tasks.undated()
            case self.UNREPORTED:
                return tasks.unreported()
            case self.DECIDED:
                return tasks.exclude(status_override="")
        return tasks

    def _own(self, tasks: TaskQuerySet) -> TaskQuerySet:
        mine = self.chosen("mine")
        if not mine or self.organization is None:
            return tasks
        return tasks.of_organization(self.organization, leads=mine != self.HELPS, helps=mine != self.LEADS)


def month_end(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


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
