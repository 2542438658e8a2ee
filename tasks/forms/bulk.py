"""Assigning several tasks together: to a lead, a helper, a deadline, a section."""

import secrets
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
from tasks.deadlines import read_deadline
from tasks.dues import due_by
from tasks.models import Task, TaskSection
from wastefree.accounts.models import Organization

UNCHANGED = _("（不改）")
WISHES = ("lead", "helper", "due_on", "section")


class TaskBulkForm(forms.Form):
    """What all tasks ticked in the list are to have. Each tick carries the version that was seen."""

    data: Any
    lead = forms.ModelChoiceField(
        Organization.objects.none(), label=_("牵头单位改为"), required=False, empty_label=UNCHANGED
    )
    helper = forms.ModelChoiceField(
        Organization.objects.none(), label=_("增加配合单位"), required=False, empty_label=UNCHANGED
    )
    due_on = forms.DateField(
        label=_("完成时限改为"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    section = forms.ModelChoiceField(
        TaskSection.objects.none(), label=_("领域改为"), required=False, empty_label=UNCHANGED
    )
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, plan: Plan) -> None:
        super().__init__(data, label_suffix="", initial={"key": secrets.token_hex(16)})
        for name in ("lead", "helper"):
            self.fields[name].queryset = plan.organizations.active()  # type: ignore[attr-defined]
        self.fields["section"].queryset = plan.task_sections.all()  # type: ignore[attr-defined]
        self.ticked: dict[int, int] = {}

    def clean(self) -> dict[str, Any]:
        for tick in self.data.getlist("task"):
            pk, _colon, version = tick.partition(":")
            if pk.isdecimal() and version.isdecimal():
                self.ticked[int(pk)] = int(version)
        if not self.ticked:
            raise forms.ValidationError(_("请先勾选要修改的任务。"), code="none")
        if not self.errors and not self.wishes:
            raise forms.ValidationError(
                _("请选择要改成什么：牵头单位、配合单位、完成时限或领域，至少一样。"), code="nothing"
            )
        if self.cleaned_data.get("lead") and self.cleaned_data.get("lead") == self.cleaned_data.get("helper"):
            raise forms.ValidationError(_("同一个单位不能既牵头又配合，请改选其中一个。"), code="twice")
        return self.cleaned_data

    @property
    def wishes(self) -> list[str]:
        return [name for name in WISHES if self.cleaned_data.get(name)]

    def changes_of(self, task: Task, ticked: Collection[int]) -> dict[str, Any]:
        """What is wished for, as it changes one task. What stands below a ticked task goes with it into the section."""
        changes: dict[str, Any] = {}
        helping = list(task.cooperating.all())
        if lead := self.cleaned_data.get("lead"):
            helping = [body for body in helping if body != lead]
            changes |= {"lead": lead, "cooperating": helping}
        if helper := self.cleaned_data.get("helper"):
            changes["cooperating"] = helping if helper in helping else [*helping, helper]
        if day := self.cleaned_data.get("due_on"):
            due = due_by(read_deadline(task.due_text, day.year), decided=day)
            changes |= {"due_on": day, "due_kind": due.kind, "due_rule": due.rule}
        if (section := self.cleaned_data.get("section")) and task.parent_id not in ticked:
            changes["section"] = section
        return changes
