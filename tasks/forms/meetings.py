"""Forms about meetings: finding them, calling one, arranging its agenda, its minutes, and what it decides."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
from tasks.agendaitems import Item, Part
from tasks.models import Meeting, Order
from tasks.models.meeting import MeetingQuerySet
from wastefree.accounts.models import Organization
from wastefree.guarded import GuardedForm, offered, taken
from wastefree.listing import ListForm


class MeetingList(ListForm):
    """What the list of meetings is asked for."""

    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
        "newest": (_("日期由近到远"), ("-held_on", "-pk")),
        "oldest": (_("日期由远到近"), ("held_on", "pk")),
    }
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *Meeting.Kind.choices])
    year = forms.TypedChoiceField(label=_("年份"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *Meeting.State.choices])
    field_order = ("q", "kind", "year", "state", "sort", "size")

    def __init__(self, data: Mapping[str, Any], *, years: Iterable[int]) -> None:
        super().__init__(data)
        choices = [("", _("全部")), *((str(year), str(year)) for year in years)]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]

    def narrow(self, meetings: MeetingQuerySet) -> MeetingQuerySet:
        """Those of `meetings` that are asked for, in the order asked for."""
        for name, lookup in (
            ("kind", "kind"),
            ("year", "held_on__year"),
            ("state", "state"),
            ("q", "title__icontains"),
        ):
            if chosen := self.chosen(name):
                meetings = meetings.filter(**{lookup: chosen})
        return meetings.order_by(*self.order)


class MeetingForm(GuardedForm):
    """When and where, and who comes."""

    class Meta:
        model = Meeting
        fields = ("title", "held_on", "starts_at", "place", "chair", "attendees", "others")
        widgets = {
            "attendees": forms.CheckboxSelectMultiple,
            "starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {"others": _("领导、专家、企业等，几个人用顿号隔开。")}

    def __init__(self, data: Any = None, *, instance: Meeting, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        attending = instance.attendees.values_list("pk", flat=True) if instance.pk else ()
        bodies = offered(instance.plan.organizations.active(), *attending)
        self.fields["attendees"].queryset = bodies  # type: ignore[attr-defined]

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if taken(self.instance, plan=self.instance.plan_id, kind=self.instance.kind, held_on=day):
            raise forms.ValidationError(_("这一天已有一次同类会议，请换一天或修改原来的会议。"), code="taken")
        return day


class MinutesForm(GuardedForm):
    class Meta:
        model = Meeting
        fields = ("minutes",)
        widgets = {"minutes": forms.Textarea(attrs={"rows": 16})}
        help_texts = {"minutes": _("议定事项单独记录，打印纪要时自动列在后面，这里不用再抄。")}


class FollowUpForm(GuardedForm):
    """What the meeting decides: what, who, until when."""

    class Meta:
        model = Order
        fields = ("title", "organization", "due_on", "requirement")
        widgets = {"requirement": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"requirement": _("写明要办什么、办到什么程度。")}

    def __init__(self, data: Any = None, *, instance: Order, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        self.fields["organization"].queryset = instance.plan.organizations.active()  # type: ignore[attr-defined]
        self.fields["requirement"].required = self.fields["due_on"].required = True

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < localdate():
            raise forms.ValidationError(_("办结期限不能早于今天。"), code="past")
        return day


class MeetingStep(forms.Form):
    """A step for which nothing is to be written: it carries the meeting's version and a key of its own."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        initial = {"version": meeting.version, "key": secrets.token_hex(16)}
        super().__init__(data, initial=initial, label_suffix="", auto_id=f"{type(self).__name__}_%s")


class MeetingReason(MeetingStep):
    reason = forms.CharField(label=_("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class OwnItem(MeetingStep):
    """A line of the agenda that the office writes itself."""

    title = forms.CharField(label=_("议题"), max_length=200)
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("责任单位"), required=False, empty_label=_("（不选）")
    )
    due_on = forms.DateField(
        label=_("时限"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    progress = forms.CharField(
        label=_("说明"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        super().__init__(data, meeting=meeting)
        self.fields["organization"].queryset = meeting.plan.organizations.active()  # type: ignore[attr-defined]

    @property
    def item(self) -> Item:
        typed, body = self.cleaned_data, self.cleaned_data["organization"]
        return Item(
            key="",
            part=Part.OWN,
            title=typed["title"],
            bodies=(body.pk,) if body else (),
            who=body.label if body else "",
            due_on=typed["due_on"],
            progress=typed["progress"],
        )


class ArrangeForm(MeetingStep):
    """Every line with a tick whether it is discussed, and a number for those that come first."""

    MOST = 999

    def __init__(self, data: Any = None, *, meeting: Meeting, items: Iterable[Item]) -> None:
        super().__init__(data, meeting=meeting)
        self.keys = [item.key for item in items]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        data: Any = self.data
        shown, kept = set(data.getlist("shown")), set(data.getlist("kept"))
        # A line that came up since the page was made has not been judged: it stays.
        cleaned["left_out"] = [key for key in self.keys if key in shown and key not in kept]
        cleaned["places"] = {key: place for key in self.keys if (place := self._place(data.get(f"place-{key}", "")))}
        return cleaned

    def _place(self, typed: str) -> int | None:
        words = typed.strip()
        if not words:
            return None
        if not (words.isascii() and words.isdigit() and 0 < int(words[:4]) <= self.MOST):
            raise forms.ValidationError(
                _("顺序“%(typed)s”看不懂：请填 1 到 999 的整数，或者空着。"), code="place", params={"typed": words[:20]}
            )
        return int(words)


def years_of(plan: Plan, meetings: MeetingQuerySet) -> list[int]:
    """The years in which there were meetings, the newest first."""
    return [day.year for day in meetings.of_plan(plan).dates("held_on", "year", order="DESC")]
