"""Forms about projects: finding them in the list, writing how far they are, keeping them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
from tasks.forms.money import MoneyField
from tasks.models import Project
from tasks.models.project import ProjectQuerySet
from wastefree.accounts.models import Organization
from wastefree.guarded import GuardedForm, offered, taken
from wastefree.listing import ListForm

STAGES = [("", _("全部")), (Project.BUILDING_WORD, _("在建（含已开工）")), *Project.Stage.choices]


class ProjectList(ListForm):
    """What the list of projects is asked for."""

    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
        "plan": (_("方案顺序"), ("order", "pk")),
        "investment": (_("投资由大到小"), (F("investment_planned").desc(nulls_last=True), "order", "pk")),
        "completion": (_("完工年份"), (F("completion_year").asc(nulls_last=True), "order", "pk")),
        "region": (_("所在区县"), (F("region__order").asc(nulls_last=True), "region_id", "order", "pk")),
    }

    stage = forms.ChoiceField(label=_("阶段"), required=False, choices=STAGES)
    region = forms.ModelChoiceField(
        Organization.objects.none(), label=_("所在区县"), required=False, empty_label=_("全部")
    )
    waste_type = forms.ChoiceField(label=_("类别"), required=False)
    year = forms.TypedChoiceField(label=_("完工年份"), required=False, coerce=int, empty_value=None)
    field_order = ("q", "stage", "region", "waste_type", "year", "sort", "size")

    def __init__(self, data: Mapping[str, Any], *, plan: Plan, projects: ProjectQuerySet) -> None:
        super().__init__(data)
        self.fields["region"].queryset = plan.organizations.regions()  # type: ignore[attr-defined]
        self.fields["waste_type"].choices = _choices(projects, "waste_type")  # type: ignore[attr-defined]
        self.fields["year"].choices = _choices(projects, "completion_year")  # type: ignore[attr-defined]

    def narrow(self, projects: ProjectQuerySet) -> ProjectQuerySet:
        """Those of `projects` that are asked for, in the order asked for."""
        projects = self.narrow_but_stage(projects)
        if stage := self.chosen("stage"):
            projects = projects.at_stage(stage)
        return projects.order_by(*self.order)

    def narrow_but_stage(self, projects: ProjectQuerySet) -> ProjectQuerySet:
        """Those of `projects` that are asked for, at whatever stage: what the totals by stage are made of."""
        for name, lookup in (("region", "region"), ("waste_type", "waste_type"), ("year", "completion_year")):
            if chosen := self.chosen(name):
                projects = projects.filter(**{lookup: chosen})
        if words := self.chosen("q"):
            projects = projects.matching(words)
        return projects


def _choices(projects: ProjectQuerySet, name: str) -> list[tuple[Any, Any]]:
    """What the projects have in a field, to choose from."""
    present = projects.order_by(name).values_list(name, flat=True).distinct()
    return [("", _("全部")), *((value, value) for value in present if value not in (None, ""))]


class ProjectReportForm(GuardedForm):
    """How far a project is, by the organization responsible."""

    investment_done = MoneyField(
        label=_("完成投资（万元）"), help_text=_("开工以来累计完成的投资；还不清楚可以留空，不要填 0。")
    )

    class Meta:
        model = Project
        fields = ("stage", "investment_done", "progress", "problem")
        widgets = {
            "stage": forms.RadioSelect,
            "progress": forms.Textarea(attrs={"rows": 5}),
            "problem": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"problem": _("没有可不填。")}


class ProjectForm(GuardedForm):
    """All that a project is, for the office."""

    investment_planned = MoneyField(label=_("总投资（万元）"), help_text=_("1.2 亿元填 12000。"))
    investment_done = MoneyField(label=_("完成投资（万元）"), help_text=_("还不清楚可以留空，不要填 0。"))

    class Meta:
        model = Project
        fields = (
            "code",
            "name",
            "waste_type",
            "order",
            "content",
            "capacity",
            "investment_planned",
            "investment_done",
            "start_year",
            "completion_year",
            "region",
            "organization",
            "responsible_text",
            "stage",
            "progress",
            "problem",
        )
        help_texts = {"order": _("数字小的排在前面。")}
        widgets = {
            "content": forms.Textarea(attrs={"rows": 4}),
            "progress": forms.Textarea(attrs={"rows": 4}),
            "problem": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, data: Any = None, *, instance: Project, plan: Plan) -> None:
        super().__init__(data, instance=instance)
        region, organization = self.fields["region"], self.fields["organization"]
        region.queryset = offered(plan.organizations.active().regions(), instance.region_id)  # type: ignore[attr-defined]
        organization.queryset = offered(plan.organizations.active(), instance.organization_id)  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if taken(self.instance, plan=self.instance.plan_id, code=code):
            raise forms.ValidationError(
                _("序号 %(code)s 已用于另一个项目，请换一个。"), code="taken", params={"code": code}
            )
        return code

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, completion = cleaned.get("start_year"), cleaned.get("completion_year")
        if start and completion and completion < start:
            self.add_error("completion_year", forms.ValidationError(_("完工年份不能早于开工年份。"), code="order"))
        return cleaned
