"""Forms about cells: finding them, entering them, naming them, planning how many there are to be."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cells.models import Cell, CellQuerySet, CellQuota, CellType
from indicators.models import Plan
from wastefree.accounts.models import Organization
from wastefree.guarded import GuardedForm, offered, taken
from wastefree.listing import ListForm


class CellList(ListForm):
    """What the list of cells is asked for. Without a year in the address it is the running one of the plan."""

    EVERY = "all"
    KEPT = ("size", "year")
    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
        "type": (_("细胞类型"), ("type__order", "type_id", "pk")),
        "named": (_("最近命名"), (F("named_on").desc(nulls_last=True), "pk")),
        "region": (_("所在区县"), (F("region__order").asc(nulls_last=True), "region_id", "type__order", "pk")),
        "name": (_("单位名称"), ("name", "pk")),
    }

    year = forms.ChoiceField(label=_("年份"), required=False)
    type = forms.ModelChoiceField(CellType.objects.none(), label=_("细胞类型"), required=False, empty_label=_("全部"))
    region = forms.ModelChoiceField(
        Organization.objects.none(), label=_("所在区县"), required=False, empty_label=_("全部")
    )
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *Cell.State.choices])
    field_order = ("year", "q", "type", "region", "state", "sort", "size")

    def __init__(self, data: Mapping[str, Any], *, plan: Plan, today: date) -> None:
        super().__init__(data)
        usual = min(max(today.year, plan.first_year), plan.last_year)
        self.data.setdefault("year", str(usual))
        years = [(str(year), _("%(year)s年") % {"year": year}) for year in plan.years]
        self.fields["year"].choices = [*years, (self.EVERY, _("全部年份"))]  # type: ignore[attr-defined]
        self.fields["type"].queryset = plan.cell_types.all()  # type: ignore[attr-defined]
        self.fields["region"].queryset = plan.organizations.regions()  # type: ignore[attr-defined]

    @property
    def chosen_year(self) -> int | None:
        """The year asked about; None for all years."""
        year = self.chosen("year")
        return int(year) if year and year != self.EVERY else None

    @property
    def is_narrowed(self) -> bool:
        return any(self.chosen(name) for name in ("q", "type", "region", "state"))

    def narrow(self, cells: CellQuerySet) -> CellQuerySet:
        """Those of `cells` that are asked for, in the order asked for."""
        cells = cells.in_view_of(self.chosen_year)
        for name in ("type", "region", "state"):
            if chosen := self.chosen(name):
                cells = cells.filter(**{name: chosen})
        if words := self.chosen("q"):
            cells = cells.matching(words)
        return cells.order_by(*self.order)


class CellForm(GuardedForm):
    """What a cell is; that it is named is said elsewhere."""

    class Meta:
        model = Cell
        fields = ("type", "name", "organization", "region")

    def __init__(
        self, data: Any = None, *, instance: Cell, plan: Plan, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, instance=instance, initial=dict(initial or {}))
        self.fields["type"].queryset = plan.cell_types.all()  # type: ignore[attr-defined]
        region, organization = self.fields["region"], self.fields["organization"]
        region.queryset = offered(plan.organizations.active().regions(), instance.region_id)  # type: ignore[attr-defined]
        organization.queryset = offered(plan.organizations.active(), instance.organization_id)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        same = {"type": cleaned.get("type"), "name": cleaned.get("name"), "region": cleaned.get("region")}
        if same["type"] and same["name"] and taken(self.instance, plan=self.instance.plan_id, **same):
            error = _("同一区县里已有同类型、同名称的单位，请核对，不要重复登记。")
            self.add_error("name", forms.ValidationError(error, code="taken"))
        return cleaned


def not_after(day: date, today: date) -> date:
    """The day, if it is not still to come; raises `ValidationError` otherwise."""
    if day > today:
        raise forms.ValidationError(_("命名日期不能晚于今天。"), code="future")
    return day


class NamingForm(GuardedForm):
    """On which day the city named the unit a cell."""

    class Meta:
        model = Cell
        fields = ("named_on",)

    def __init__(self, data: Any = None, *, instance: Cell, today: date) -> None:
        super().__init__(data, instance=instance, initial={"named_on": today})
        self.today = today
        self.fields["named_on"].required = True
        self.fields["named_on"].help_text = _("命名文件上的日期。")
        self.fields["named_on"].widget.attrs["max"] = today.isoformat()

    def clean_named_on(self) -> date:
        return not_after(self.cleaned_data["named_on"], self.today)


class SeveralForm(forms.Form):
    """Several units ticked in the list, to be named on one day. Each tick carries the version that was seen."""

    data: Any
    named_on = forms.DateField(label=_("命名日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"named_on": today}, label_suffix="")
        self.today = today
        self.ticked: dict[int, int] = {}

    def clean_named_on(self) -> date:
        return not_after(self.cleaned_data["named_on"], self.today)

    def clean(self) -> dict[str, Any]:
        for tick in self.data.getlist("cell"):
            pk, _colon, version = tick.partition(":")
            if pk.isdecimal() and version.isdecimal():
                self.ticked[int(pk)] = int(version)
        if not self.ticked:
            raise forms.ValidationError(_("请先勾选要命名的单位。"), code="none")
        return self.cleaned_data


class UndoForm(GuardedForm):
    """Why a naming is taken back."""

    reason = forms.CharField(
        label=_("撤回原因"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例如：登记有误；复核不合格。原因会留在记录里。"),
    )

    class Meta:
        model = Cell
        fields = ()


class QuotaForm(GuardedForm):
    """How many cells of a type a year is to bring, in the plan's words and in numbers."""

    class Meta:
        model = CellQuota
        fields = ("planned", "assigned", "text", "leads", "responsible_text")
        widgets = {"leads": forms.CheckboxSelectMultiple}
        help_texts = {
            "planned": _("本市方案定的数量；没有定就留空，不要填 0。"),
            "assigned": _("上级下达的数量；没有下达就留空。"),
            "text": _("方案里怎么写就怎么留，例如“各区县不少于 2 个”。"),
        }

    def __init__(self, data: Any = None, *, instance: CellQuota, plan: Plan) -> None:
        super().__init__(data, instance=instance)
        kept = instance.leads.values_list("pk", flat=True) if instance.pk else ()
        self.fields["leads"].queryset = offered(plan.organizations.active(), *kept)  # type: ignore[attr-defined]


class TypeForm(GuardedForm):
    """A kind of cell, and the other names under which documents know it."""

    aliases = forms.CharField(
        label=_("别名"),
        required=False,
        max_length=500,
        help_text=_("文件里的其他叫法，用顿号或逗号隔开；导入时用来对应。"),
    )

    class Meta:
        model = CellType
        fields = ("name", "aliases", "order")

    def __init__(self, data: Any = None, *, instance: CellType) -> None:
        super().__init__(data, instance=instance, initial={"aliases": "、".join(instance.aliases)})

    def clean_aliases(self) -> list[str]:
        text: str = self.cleaned_data["aliases"]
        parts = (part.strip() for part in text.replace("，", "、").replace(",", "、").split("、"))
        return list(dict.fromkeys(part for part in parts if part))

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if taken(self.instance, plan=self.instance.plan_id, name=name):
            raise forms.ValidationError(_("已有“%(name)s”这一类型。"), code="taken", params={"name": name})
        return name
