"""Forms about one project: keeping it, moving it out of the list and back."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
from tasks import capacity
from tasks.forms.money import MoneyField
from tasks.models import Project
from tasks.stages import Objection, needs_reason, objections
from tasks.wastes import read_waste
from wastefree.guarded import GuardedForm, offered, taken
from wastefree.lib.figures import write_figure

OBJECTIONS: Final = {
    Objection.STOPPED_WITHOUT_REASON: ("reason", _("改为“已停止”要写明原因。")),
    Objection.BACK_WITHOUT_REASON: ("reason", _("阶段比原来的早（包括停止后复工），请写明原因。")),
    Objection.COMPLETED_WITHOUT_YEAR: ("completion_year", _("已完工的项目要填完工年份。")),
    Objection.COMPLETED_IN_FUTURE: ("completion_year", _("已完工的项目，完工年份不能晚于今年。")),
}
NOT_YET: Final = _("不能晚于今天。")


class ProjectForm(GuardedForm):
    """All that a project is, for the office."""

    investment_planned = MoneyField(label=_("总投资（万元）"), help_text=_("1.2 亿元填 12000。"))
    investment_done = MoneyField(label=_("完成投资（万元）"), help_text=_("还不清楚可以留空，不要填 0。"))
    reason = forms.CharField(
        label=_("停止、退回原因"),
        required=False,
        max_length=500,
        help_text=_("改为“已停止”，或改回前面的阶段时填写；原因会留在记录里。"),
    )

    class Meta:
        model = Project
        fields = (
            *("code", "name", "waste", "waste_type", "order", "content", "capacity", "capacity_amount"),
            *("capacity_unit", "investment_planned", "investment_done", "investment_note", "start_year"),
            *("completion_year", "region", "organization", "responsible_text", "stage", "added_on", "occasion"),
        )
        help_texts = {
            "order": _("数字小的排在前面。"),
            "waste": _("不选的，按原文判断；判断不了的，统计时列为“未归类”。"),
            "waste_type": _("方案或清单里的写法，照抄即可，可不填。"),
            "capacity": _("照原文写，例如 10万吨/年、日处理200吨。"),
            "capacity_amount": _("一般不用填：上面写得清楚的，会自动读出来。"),
            "investment_note": _("完成投资超过总投资时，写一句原因，如概算调整。"),
            "added_on": _("项目列入清单的那一天；不填就是今天。"),
            "stage": _("一般由审核通过的进展填报自动更新；需要时可以在这里改。"),
            "occasion": _("例如 年初、年中增补，可不填。"),
        }
        widgets = {
            "content": forms.Textarea(attrs={"rows": 4}),
            "capacity_unit": forms.Select,
        }

    def __init__(self, data: Any = None, *, instance: Project, plan: Plan) -> None:
        super().__init__(data, instance=instance)
        region, organization = self.fields["region"], self.fields["organization"]
        region.queryset = offered(plan.organizations.active().regions(), instance.region_id)  # type: ignore[attr-defined]
        organization.queryset = offered(plan.organizations.active(), instance.organization_id)  # type: ignore[attr-defined]
        self.fields["added_on"].required = False
        units = dict.fromkeys((*capacity.USUAL, *filter(None, [instance.capacity_unit])))
        self.fields["capacity_unit"].widget.choices = [("", _("（不选）")), *((unit, unit) for unit in units)]
        if capacity.read_capacity(instance.capacity) == instance.measured_capacity:
            self.initial.update({"capacity_amount": None, "capacity_unit": ""})

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if taken(self.instance, plan=self.instance.plan_id, code=code):
            raise forms.ValidationError(
                _("序号 %(code)s 已用于另一个项目，请换一个。"), code="taken", params={"code": code}
            )
        return code

    def clean_added_on(self) -> date:
        day: date = self.cleaned_data["added_on"] or self.instance.added_on
        if day > localdate():
            raise forms.ValidationError(NOT_YET, code="future")
        if self.instance.moved_out_on and day > self.instance.moved_out_on:
            raise forms.ValidationError(_("不能晚于调出日期。"), code="order")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for field, error in (*self._years(), *self._stage(), *self._money(), *self._capacity()):
            self.add_error(field, error)
        if not cleaned.get("waste"):
            cleaned["waste"] = read_waste(cleaned.get("waste_type", ""))
        return cleaned

    def _years(self) -> Iterator[tuple[str, forms.ValidationError]]:
        start, completion = self.cleaned_data.get("start_year"), self.cleaned_data.get("completion_year")
        if start and completion and completion < start:
            yield "completion_year", forms.ValidationError(_("完工年份不能早于开工年份。"), code="order")

    def _stage(self) -> Iterator[tuple[str, forms.ValidationError]]:
        said = self.cleaned_data
        if "stage" not in said or "completion_year" not in said:
            return
        found = objections(
            self.instance.stage,
            said["stage"],
            reason=said.get("reason", ""),
            completion_year=said["completion_year"],
            this_year=localdate().year,
        )
        for objection in found:
            field, words = OBJECTIONS[objection]
            yield field, forms.ValidationError(words, code=objection.value)

    def _money(self) -> Iterator[tuple[str, forms.ValidationError]]:
        """More spent than planned happens, and is explained."""
        planned, done = self.cleaned_data.get("investment_planned"), self.cleaned_data.get("investment_done")
        if planned is not None and done is not None and done > planned and not self.cleaned_data["investment_note"]:
            words = _("完成投资比总投资多 %(more)s 万元。核对无误的，请在这里写一句原因。")
            more = {"more": write_figure(done - planned)}
            yield "investment_note", forms.ValidationError(words, code="overrun", params=more)

    def _capacity(self) -> Iterator[tuple[str, forms.ValidationError]]:
        """What the words say goes; what they do not say may be said beside them."""
        said = self.cleaned_data
        amount, unit = said.get("capacity_amount"), said.get("capacity_unit", "")
        read = capacity.read_capacity(said.get("capacity", ""))
        if (amount is None) == bool(unit):
            field = "capacity_unit" if amount is not None else "capacity_amount"
            yield field, forms.ValidationError(_("数量和单位要一起填。"), code="half")
        elif amount is not None and amount <= 0:
            yield "capacity_amount", forms.ValidationError(_("要大于 0；没有处理能力的留空。"), code="positive")
        elif read and amount is not None and read != capacity.Capacity(amount, unit):
            words = _("与上面写的处理能力不一致，请核对；上面写得清楚的，这里不用填。")
            yield "capacity_amount", forms.ValidationError(words, code="differs")
        elif read:
            said["capacity_amount"], said["capacity_unit"] = read.amount, read.unit
        elif amount is not None and not said.get("capacity"):
            said["capacity"] = f"{write_figure(amount)}{unit}"

    @property
    def step_reason(self) -> str:
        """Why the project goes a step back; empty where it does not."""
        return self.cleaned_data["reason"] if needs_reason(self.instance_stage, self.cleaned_data["stage"]) else ""

    @property
    def instance_stage(self) -> str:
        return str(self.initial.get("stage") or Project.Stage.PLANNED)

    def changes(self) -> dict[str, Any]:
        """The reason of the present stage stands with the project as long as it is at that stage."""
        moves = self.cleaned_data["stage"] != self.instance_stage
        return {**super().changes(), **({"stage_reason": self.step_reason} if moves else {})}


class MoveOutForm(GuardedForm):
    """As of when a project is off the plan's list, and why."""

    day = forms.DateField(label=_("调出日期"))
    reason = forms.CharField(
        label=_("调出原因"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例如：项目不再实施，经领导小组同意调出清单。"),
    )

    class Meta:
        model = Project
        fields = ()

    def __init__(self, data: Any = None, *, instance: Project) -> None:
        super().__init__(data, instance=instance, initial={"day": localdate()})

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > localdate():
            raise forms.ValidationError(NOT_YET, code="future")
        if day < self.instance.added_on:
            raise forms.ValidationError(_("不能早于列入日期。"), code="order")
        return day


class PutBackForm(GuardedForm):
    """Why the moving out is taken back."""

    reason = forms.CharField(label=_("撤销原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = Project
        fields = ()
