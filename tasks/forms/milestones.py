"""Forms about milestones, and about how a task stands."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tasks.models import Milestone, Task
from wastefree.guarded import GuardedForm, taken


class MilestoneForm(GuardedForm):
    class Meta:
        model = Milestone
        fields = ("name", "due_on", "weight", "reached_on")
        help_texts = {
            "name": _("写明到时候要看到什么，例如“方案印发”“设施投运”。"),
            "weight": _("1 到 1000 的整数，越大越重要；各节点不必凑成 100，占比由系统计算。"),
            "reached_on": _("还没有达成的不填。"),
        }

    def __init__(self, data: Any = None, *, instance: Milestone, today: date) -> None:
        super().__init__(data, instance=instance)
        self.today = today

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if taken(self.instance, task=self.instance.task_id, name=name):
            raise forms.ValidationError(_("这项任务已有同名的节点，请换个名称。"), code="taken")
        return name

    def clean_due_on(self) -> date:
        """Within the task: a milestone after its end would never be due in time."""
        day: date = self.cleaned_data["due_on"]
        task = self.instance.task
        if task.due_on is not None and day > task.due_on:
            raise forms.ValidationError(_("节点晚于任务的完成时限，请改正日期。"), code="after_the_end")
        if task.starts_on is not None and day < task.starts_on:
            raise forms.ValidationError(_("节点早于任务的开始日期，请改正日期。"), code="before_the_start")
        return day

    def clean_reached_on(self) -> date | None:
        return reached(self.cleaned_data["reached_on"], self.today)


class ReachForm(forms.Form):
    """The day on which a milestone was reached, typed beside it."""

    on = forms.DateField(label=_("达成日期"))
    version = forms.IntegerField()

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean_on(self) -> date | None:
        return reached(self.cleaned_data["on"], self.today)


def reached(day: date | None, today: date) -> date | None:
    if day is not None and day > today:
        raise forms.ValidationError(_("达成日期不能晚于今天。"), code="future")
    return day


class StatusForm(GuardedForm):
    """What the office decides about how a task stands, and why."""

    class Meta:
        model = Task
        fields = ("status_override", "status_reason")
        widgets = {"status_override": forms.RadioSelect, "status_reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, data: Any = None, *, instance: Task) -> None:
        super().__init__(data, instance=instance)
        for field in self.fields.values():
            field.required = not isinstance(field.widget, forms.HiddenInput)
        self.fields["status_override"].choices = Task.Status.choices  # type: ignore[attr-defined]
        self.fields["status_reason"].error_messages["required"] = _("请写明认定的原因。")
