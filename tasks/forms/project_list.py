"""What the list of projects, its totals and its history are asked for."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.db.models import F, Q
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
from tasks.models import Project
from tasks.models.project import ProjectQuerySet
from wastefree.accounts.models import User
from wastefree.listing import ColumnsForm, ListForm

STAGES: Final = [("", _("全部")), (Project.BUILDING_WORD, _("在建（含已开工）")), *Project.Stage.choices]
NONE: Final = "none"  # the value in addresses for what nobody has said
ALL: Final = ("", _("全部"))
UNSAID: Final = (NONE, _("未填"))


class ProjectList(ColumnsForm):
    """What the list of projects is asked for."""

    COLUMNS: Mapping[str, Any] = {
        "waste": _("类别"),
        "waste_type": _("类别（原文）"),
        "capacity": _("处理能力"),
        "region": _("所在区县"),
        "organization": _("责任单位"),
        "planned": _("总投资（万元）"),
        "done": _("完成投资（万元）"),
        "years": _("建设年份"),
        "stage": _("阶段"),
        "added": _("列入日期"),
        "occasion": _("批次"),
    }
    USUAL = frozenset({"waste", "region", "organization", "planned", "done", "years", "stage"})
    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
        "plan": (_("方案顺序"), ("order", "pk")),
        "investment": (_("投资由大到小"), (F("investment_planned").desc(nulls_last=True), "order", "pk")),
        "completion": (_("完工年份"), (F("completion_year").asc(nulls_last=True), "order", "pk")),
        "region": (_("所在区县"), (F("region__order").asc(nulls_last=True), "region_id", "order", "pk")),
        "organization": (
            _("责任单位"),
            (F("organization__order").asc(nulls_last=True), "organization_id", "order", "pk"),
        ),
        "added": (_("最近列入的在前"), ("-added_on", "order", "pk")),
    }
    ONLY: Mapping[str, Any] = {
        "behind": _("该完工没有完工的"),
        "mine": _("本单位负责的"),
        "overrun": _("完成投资超过总投资的"),
        "no_investment": _("没有总投资的"),
        "no_capacity": _("处理能力没有读出来的"),
        "moved_out": _("已调出清单的"),
    }
    KEPT: tuple[str, ...] = ("size", "columns", "view")
    NARROWS_NOT: tuple[str, ...] = ("sort", *KEPT)
    # Asked for by links from the totals and the list's history; they stand above the list once they are there.
    BY_LINK = ("start_year", "occasion", "added_to")

    stage = forms.ChoiceField(label=_("阶段"), required=False, choices=STAGES)
    waste = forms.ChoiceField(
        label=_("类别"), required=False, choices=[ALL, *Project.Waste.choices, (NONE, _("未归类"))]
    )
    region = forms.ChoiceField(label=_("所在区县"), required=False)
    organization = forms.ChoiceField(label=_("责任单位"), required=False)
    year = forms.ChoiceField(label=_("完工年份"), required=False)
    start_year = forms.ChoiceField(label=_("开工年份"), required=False)
    occasion = forms.ChoiceField(label=_("批次"), required=False)
    added_from = forms.DateField(
        label=_("列入日期从"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    added_to = forms.DateField(
        label=_("列入日期到"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    only = forms.ChoiceField(label=_("只看"), required=False, choices=[ALL, *ONLY.items()])
    view = forms.ChoiceField(required=False, choices=[("", ""), ("board", "")])
    field_order: tuple[str, ...] = (
        *("q", "stage", "waste", "region", "organization", "year", "start_year", "occasion", "added_from"),
        *("added_to", "only", "sort", "size", "columns", "view"),
    )

    def __init__(
        self, data: Mapping[str, Any], *, plan: Plan, projects: ProjectQuerySet, user: User, today: Any
    ) -> None:
        super().__init__(data)
        self.user, self.today = user, today
        bodies = list(plan.organizations.order_by("order", "pk"))
        self._offer("region", ((str(body.pk), body.label) for body in bodies if body.is_region))
        self._offer("organization", ((str(body.pk), body.label) for body in bodies))
        there = list(projects.values_list("start_year", "completion_year", "occasion"))
        self._offer("start_year", ((year, year) for year in sorted({str(row[0]) for row in there if row[0]})))
        self._offer("year", ((year, year) for year in sorted({str(row[1]) for row in there if row[1]})))
        self._offer("occasion", ((word, word) for word in sorted({row[2] for row in there if row[2]})))

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = [ALL, *choices, UNSAID]  # type: ignore[attr-defined]

    @property
    def above(self) -> list[forms.BoundField]:
        return [field for field in super().above if field.name not in self.BY_LINK or self.chosen(field.name)]

    @property
    def is_narrowed(self) -> bool:
        return any(self.chosen(name) for name in self.fields if name not in self.NARROWS_NOT)

    @property
    def as_board(self) -> bool:
        return bool(self.chosen("view") == "board")

    def narrow(self, projects: ProjectQuerySet) -> ProjectQuerySet:
        """Those of `projects` that are asked for, in the order asked for."""
        projects = self.narrow_but_stage(projects)
        if stage := self.chosen("stage"):
            projects = projects.at_stage(stage)
        return projects.order_by(*self.order)

    def narrow_but_stage(self, projects: ProjectQuerySet) -> ProjectQuerySet:
        """Those of `projects` that are asked for, at whatever stage: what the totals by stage are made of.

        Those moved out of the list only where they are asked for by name.
        """
        only = self.chosen("only")
        projects = projects.moved_out() if only == "moved_out" else projects.on_list()
        for name, lookup in FILTERS.items():
            if chosen := self.chosen(name):
                projects = projects.filter(_unsaid(lookup) if chosen == NONE else Q(**{lookup: chosen}))
        if words := self.chosen("q"):
            projects = projects.matching(words)
        return NARROWING[only](projects, self) if only in NARROWING else projects


class ProjectTotalsForm(ProjectList):
    """The same conditions; and which year the table of years goes by."""

    by = forms.ChoiceField(
        label=_("年份按"), required=False, choices=[("year", _("完工年份")), ("start_year", _("开工年份"))]
    )
    KEPT = ("size", "columns", "view", "sort", "by")
    NARROWS_NOT = (*ProjectList.NARROWS_NOT, "by")
    field_order = (*ProjectList.field_order, "by")

    @property
    def year_name(self) -> str:
        """The filter of the list that the years of the table are values of."""
        return str(self.chosen("by") or "year")

    @property
    def year_label(self) -> str:
        return str(dict(self.fields["by"].choices)[self.year_name])  # type: ignore[attr-defined]

    @property
    def years_heading(self) -> str:
        return gettext("按开工年份和阶段") if self.year_name == "start_year" else gettext("按完工年份和阶段")

    @property
    def asked(self) -> QueryDict:
        """The conditions, for the address of the list."""
        asked = QueryDict(mutable=True)
        for name in self.fields:
            if name not in self.NARROWS_NOT and self.chosen(name):
                asked[name] = self.data[name]
        return asked

    @property
    def about(self) -> str:
        """What the totals are narrowed to, in words; empty where they are of all projects."""
        names = [name for name in self.fields if name not in self.NARROWS_NOT and self.chosen(name)]
        return _("、").join(self._in_words(name) for name in names)

    def _in_words(self, name: str) -> str:
        chosen, field = self.chosen(name), self.fields[name]
        choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
        words = dict(choices).get(chosen, chosen)
        shown = date_format(words, "DATE_FORMAT") if isinstance(words, date) else words
        return gettext("%(label)s“%(value)s”") % {"label": field.label, "value": shown}


class GrowthForm(ListForm):
    """By what the list's history is told."""

    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {"time": (_("时间"), ())}

    by = forms.ChoiceField(required=False, choices=[("day", _("按次")), ("quarter", _("按季度")), ("year", _("按年"))])

    @property
    def by_word(self) -> str:
        return str(self.chosen("by") or "day")


FILTERS: Final = {
    "waste": "waste",
    "region": "region",
    "organization": "organization",
    "year": "completion_year",
    "start_year": "start_year",
    "occasion": "occasion",
    "added_from": "added_on__gte",
    "added_to": "added_on__lte",
}
TEXTS: Final = frozenset({"waste", "occasion"})
NARROWING: Final[Mapping[str, Callable[[ProjectQuerySet, ProjectList], ProjectQuerySet]]] = {
    "behind": lambda projects, form: projects.behind(form.today.year),
    "mine": lambda projects, form: projects.filter(organization=form.user.organization_id or 0),
    "overrun": lambda projects, form: projects.filter(investment_done__gt=F("investment_planned")),
    "no_investment": lambda projects, form: projects.filter(investment_planned=None),
    "no_capacity": lambda projects, form: projects.filter(capacity_amount=None),
}


def _unsaid(lookup: str) -> Q:
    return Q(**{lookup: ""}) if lookup in TEXTS else Q(**{f"{lookup}__isnull": True})
