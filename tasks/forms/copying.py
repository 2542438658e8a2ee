"""The form by which a plan is copied for the next period."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.forms.plans import PlanForm
from indicators.models import Plan
from tasks.copying import Choice


class CopyForm(PlanForm):
    """The new plan, its years moved on, and what is to be taken along."""

    take_targets = forms.BooleanField(
        label=_("目标值"),
        required=False,
        initial=True,
        help_text=_("年份按两个方案的起始年顺延，文字照原样；写到具体年份的标为“含义待确认”。"),
    )
    take_tasks = forms.BooleanField(
        label=_("重点任务"),
        required=False,
        initial=True,
        help_text=_("连同领域、牵头和配合单位、相关指标；进展从头开始，时限按新方案的年份重新读。"),
    )
    take_cell_types = forms.BooleanField(
        label=_("细胞类型"),
        required=False,
        initial=True,
        help_text=_("勾选了目标值时，连同每年的创建计划；已创建的细胞留在原方案。"),
    )
    take_projects = forms.BooleanField(
        label=_("还没有完工的重点项目"),
        required=False,
        help_text=_("连同现在的进展和完成投资；已完工和已停止的留在原方案。"),
    )
    CHOICES = ("take_targets", "take_tasks", "take_cell_types", "take_projects")

    def __init__(self, data: Any = None, *, source: Plan) -> None:
        super().__init__(data, instance=next_period(source))

    @property
    def choice_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.CHOICES]

    def choice(self) -> Choice:
        said = self.cleaned_data
        return Choice(
            targets=said["take_targets"],
            tasks=said["take_tasks"],
            cell_types=said["take_cell_types"],
            projects=said["take_projects"],
        )


def next_period(source: Plan) -> Plan:
    """What the form starts with: the settings of the plan that is copied, its years moved on."""
    years = source.last_year - source.first_year + 1
    return Plan(
        city=source.city,
        baseline_year=source.last_year,
        first_year=source.last_year + 1,
        last_year=source.last_year + years,
        on_track_margin=source.on_track_margin,
        behind_margin=source.behind_margin,
        due_days=source.due_days,
        closing_days=source.closing_days,
        organization_review=source.organization_review,
        office_review=source.office_review,
    )
