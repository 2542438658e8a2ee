"""The office makes or changes a task: the form over all that it is, and what its deadline means."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator, Plan
from tasks.deadlines import Deadline, Kind, read_deadline
from tasks.dues import ONGOING, Due, due_by
from tasks.forms.tasks import CHOICE_GONE
from tasks.models import Task
from tasks.soundness import faults
from wastefree.guarded import GuardedForm, offered, taken

# Kinds of words that leave the day open where they name no year, or cannot be read: the office's day stays then.
_LEAVE_OPEN = frozenset({Kind.DATE, Kind.RANGE, Kind.UNREADABLE})


class TaskForm(GuardedForm):
    """All that a task is, for the office."""

    is_ongoing = forms.BooleanField(label=_("常态工作"), required=False, help_text=_("长期开展，没有完成的日子。"))

    class Meta:
        model = Task
        fields = (
            "code",
            "title",
            "section",
            "parent",
            "order",
            "content",
            "deliverable",
            "lead",
            "cooperating",
            "responsible_text",
            "due_text",
            "starts_on",
            "due_on",
            "event_on",
            "indicators",
            "stage",
        )
        widgets = {
            "content": forms.Textarea(attrs={"rows": 5}),
            "responsible_text": forms.Textarea(attrs={"rows": 2}),
            "cooperating": forms.CheckboxSelectMultiple,
            "indicators": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "order": _("数字小的排在前面。"),
            "parent": _("把大任务分成几项措施时，选它们的上级；最多三级。"),
            "lead": _("每项任务要有一家牵头单位；方案没有写明的，由无废办明确。"),
            "due_text": _("方案里怎么写就怎么留，例如“10月底前”“每季度”“省出台文件后2个月”；系统据此算出日期。"),
            "starts_on": _("有开始日期，才能按时间判断进度快慢。"),
            "due_on": _("原文能看懂的可以不填；填了以这里的为准。"),
            "event_on": _("原文写“某事之后几个月”的，事情发生后填在这里，系统推算完成时限。"),
            "stage": _("一般由审核通过的进展填报自动更新；需要时可以在这里改。"),
            "responsible_text": _("方案里怎么写就怎么留，作为依据。"),
        }

    def __init__(self, data: Any = None, *, instance: Task, plan: Plan) -> None:
        super().__init__(data, instance=instance, initial={"is_ongoing": instance.is_ongoing})
        helping = instance.cooperating.values_list("pk", flat=True) if instance.pk else ()
        own: dict[str, Any] = {
            "section": plan.task_sections.all(),
            "parent": plan.tasks.exclude(pk=instance.pk).select_related("parent"),
            "lead": offered(plan.organizations.active(), instance.lead_id),
            "cooperating": offered(plan.organizations.active(), *helping),
            "indicators": Indicator.objects.filter(plan=plan).active(),
        }
        for name, rows in own.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            self.fields[name].error_messages |= {"invalid_choice": CHOICE_GONE, "invalid_pk_value": CHOICE_GONE}
        self.fields["parent"].label_from_instance = lambda task: f"{task.code}　{task.title}"  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if taken(self.instance, plan=self.instance.plan_id, code=code):
            raise forms.ValidationError(
                _("序号 %(code)s 已用于另一项任务，请换一个。"), code="taken", params={"code": code}
            )
        return code

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            self._clean_due(cleaned)
        if not self.errors:
            for fault in faults(self.instance, self.changes()):
                self.add_error(fault.field, forms.ValidationError(fault.text, code=fault.code))
        return cleaned

    def _clean_due(self, cleaned: dict[str, Any]) -> None:
        """Puts what the deadline means in place of what was typed."""
        due = self._due(cleaned)
        if due is None:
            return
        if due.starts_on is not None and not cleaned.get("starts_on"):
            cleaned["starts_on"] = due.starts_on
        cleaned |= {"due_on": due.on, "due_kind": due.kind, "due_rule": due.rule}

    def _due(self, cleaned: dict[str, Any]) -> Due | None:
        """None where what was typed contradicts itself; the errors say how."""
        typed, event_on = cleaned.get("due_on"), cleaned.get("event_on")
        before: Task = self.instance  # ModelForm writes into its own copy only after this
        year = typed.year if typed else before.due_on.year if before.due_on else None
        read = read_deadline(cleaned["due_text"], year)
        if cleaned["is_ongoing"] and not ("due_text" in self.changed_data and _says_otherwise(read)):
            return self._ongoing(typed)
        if event_on is not None:
            return self._after_event(read, event_on, typed)
        if "due_on" not in self.changed_data and "due_text" in self.changed_data and _says_otherwise(read):
            typed = None  # that was the day of the words before
        return due_by(read, decided=typed)

    def _ongoing(self, typed: date | None) -> Due | None:
        if typed is not None and "due_on" in self.changed_data:
            self.add_error(
                "due_on",
                forms.ValidationError(_("常态工作没有完成时限。请清空日期，或去掉“常态工作”。"), code="ongoing"),
            )
            return None
        return ONGOING

    def _after_event(self, read: Deadline, event_on: date, typed: date | None) -> Due | None:
        due = due_by(read, event_on=event_on)
        if read.kind is not Kind.EVENT:
            error = _("原文没有写“某事之后”，不用填事件日期；请清空，或改正原文。")
            self.add_error("event_on", forms.ValidationError(error, code="no_event"))
        elif due.on is None:
            error = _("原文没有写明事件后多久，推算不出日期；请清空事件日期，直接填完成时限。")
            self.add_error("event_on", forms.ValidationError(error, code="no_period"))
        elif typed is not None and "due_on" in self.changed_data and typed != due.on:
            error = _("按事件日期推算应为%(day)s。要另定日期，请清空事件日期。")
            told = {"day": date_format(due.on, "DATE_FORMAT")}
            self.add_error("due_on", forms.ValidationError(error, code="other_day", params=told))
        return None if self.errors else due

    def changes(self) -> dict[str, Any]:
        """With what the deadline means, which nobody types."""
        meaning = {name: self.cleaned_data[name] for name in ("due_kind", "due_rule") if name in self.cleaned_data}
        return super().changes() | meaning


def _says_otherwise(read: Deadline) -> bool:
    """The words alone decide: they name a day, or say that there is none."""
    return read.date is not None or (bool(read.text) and read.kind not in _LEAVE_OPEN)
