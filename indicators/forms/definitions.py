"""Forms in which the office keeps what a plan tracks: indicators, and the quantities below them."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from indicators import definitions
from indicators.dimensions import Remark
from indicators.formulas import FormulaError, parse
from indicators.models import Indicator, Quantity
from indicators.reporting import reported_periods
from indicators.wording import formula_error, unit_remark
from wastefree.guarded import GuardedForm, offered, taken

CORRECTION, CHANGE = "correction", "change"


class IndicatorForm(GuardedForm):
    """All that an indicator is, except its targets. The two levels above it are typed: a new name makes a new group."""

    level1 = forms.CharField(label=_("一级指标"), required=False, max_length=100)
    level2 = forms.CharField(label=_("二级指标"), required=False, max_length=100)
    applies = forms.ChoiceField(label=_("公式或口径改了，从什么时候起生效"), required=False, widget=forms.RadioSelect)
    since = forms.DateField(
        label=_("从哪一天起"),
        required=False,
        help_text=_("期末在这一天或之后的填报期按新口径计算，以前的各期仍按原口径。"),
    )
    basis_reason = forms.CharField(
        label=_("变更原因"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    class Meta:
        model = Indicator
        fields = (
            "code",
            "name",
            "unit",
            "decimals",
            "mandatory",
            "kind",
            "better",
            "formula",
            "basis",
            "explanation",
            "calculation",
            "source",
            "edition",
            "by_region",
            "name_verified",
            "lead",
            "cooperating",
            "responsible_text",
            "order",
            "is_active",
        )
        widgets = {
            "formula": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            "cooperating": forms.CheckboxSelectMultiple,
            "explanation": forms.Textarea(attrs={"rows": 4}),
            "calculation": forms.Textarea(attrs={"rows": 3}),
            "responsible_text": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "better": _("只写“80%”这样的目标，靠它判断是“不低于”还是“不高于”。"),
            "responsible_text": _("方案里怎么写就怎么留，作为依据。"),
            "name_verified": _("没有对照过正式文件的名称，各处都会标明“名称未核对”。"),
            "is_active": _("停用的指标不再出现在清单和报表里，数据仍然保留。"),
        }

    def __init__(self, data: Any = None, *, instance: Indicator) -> None:
        group = instance.group
        levels = {"level1": str(group.parent or group), "level2": str(group) if group.parent else ""} if group else {}
        super().__init__(data, instance=instance, initial=levels)
        self.unknown: list[str] = []
        self.begins: date | None = None
        self._offer_dates()
        self.doubts: list[str] = []
        bodies = instance.plan.organizations.active()
        helping = instance.cooperating.values_list("pk", flat=True) if instance.pk else ()
        self.fields["lead"].queryset = offered(bodies, instance.lead_id)  # type: ignore[attr-defined]
        self.fields["cooperating"].queryset = offered(bodies, *helping)  # type: ignore[attr-defined]
        self.fields["cooperating"].required = False
        if not instance.pk:
            del self.fields["is_active"], self.fields["order"]

    def _offer_dates(self) -> None:
        """When a change takes effect is asked only where something was reckoned before."""
        indicator: Indicator = self.instance
        if not indicator.pk or not indicator.formula or not reported_periods(indicator.plan):
            del self.fields["applies"], self.fields["since"], self.fields["basis_reason"]
            return
        since = indicator.bases[-1].since
        whole = _("更正：对所有时期生效（原来写错了）")
        correction = (
            _("更正：对 %(day)s起的各期生效（现行口径写错了）") % {"day": date_format(since)} if since else whole
        )
        choices = [(CORRECTION, correction), (CHANGE, _("变更：从某一天起生效（以前的各期不变）"))]
        self.fields["applies"].choices = choices  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if taken(self.instance, plan=self.instance.plan_id, code=code):
            raise forms.ValidationError(
                _("序号 %(code)s 已用于另一项指标，请换一个。"), code="taken", params={"code": code}
            )
        return code

    def clean_formula(self) -> str:
        """A formula that can be read, over quantities that the plan has."""
        text: str = self.cleaned_data["formula"]
        if not text:
            return text
        try:
            names = parse(text).names
        except FormulaError as error:
            raise forms.ValidationError(formula_error(error), code=error.code) from error
        there = set(self.instance.plan.quantities.filter(code__in=names).values_list("code", flat=True))
        self.unknown = sorted(names - there)
        if self.unknown:
            raise forms.ValidationError(
                _("方案里没有这些数据项：%(names)s。请先新增，或改正代码。"),
                code="unknown_quantities",
                params={"names": "、".join(self.unknown)},
            )
        return text

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("level2") and not cleaned.get("level1"):
            self.add_error("level1", forms.ValidationError(_("有二级指标时，请写明一级指标。"), code="level1"))
        self._check_units(cleaned.get("formula", ""), cleaned.get("unit", ""))
        self._check_date(cleaned)
        lead = cleaned.get("lead")
        if lead and lead in (cleaned.get("cooperating") or ()):
            error = forms.ValidationError(
                _("%(lead)s已是牵头单位，不用再列为配合单位。"), code="twice", params={"lead": lead}
            )
            self.add_error("cooperating", error)
        return cleaned

    def _check_units(self, formula: str, unit: str) -> None:
        """Refuses units that certainly do not fit; what cannot be known is kept for the page to tell.

        A formula and a unit that stand there already are let be: another field may be changed all the same.
        """
        if not formula:
            return
        names = parse(formula).names
        reading = definitions.units_of(formula, self.instance.plan.quantities.filter(code__in=names), unit)
        self.doubts = [unit_remark(remark) for remark in reading.doubts]
        if (formula, unit) == (self.initial.get("formula"), self.initial.get("unit")):
            self.doubts = [unit_remark(remark) for remark in reading.remarks]
            return
        self._tell_units(reading.errors)

    def _tell_units(self, remarks: Iterable[Remark]) -> None:
        """Says at the formula which of its units do not go together."""
        for remark in remarks:
            self.add_error("formula", forms.ValidationError(unit_remark(remark), code=remark.code))

    def carry_out(self, action: Callable[[], Any]) -> bool:
        """As all forms do; a unit that somebody changed meanwhile is told like one that stood there before."""
        try:
            return super().carry_out(action)
        except definitions.UnitsDisagree as error:
            self._tell_units(error.remarks)
            return False

    def _check_date(self, cleaned: dict[str, Any]) -> None:
        """A changed formula or basis says from when on it holds, and why if that is not always."""
        changed = any(cleaned.get(name) != self.initial.get(name) for name in ("formula", "basis"))
        if "applies" not in self.fields or not changed:
            return
        if not cleaned.get("applies"):
            self.add_error(
                "applies", forms.ValidationError(_("公式或口径改了，请选择从什么时候起生效。"), code="required")
            )
        if cleaned.get("applies") != CHANGE or "since" in self.errors:
            return
        began = self.instance.bases[-1].since
        if cleaned.get("since") is None:
            self.add_error("since", forms.ValidationError(_("请填写从哪一天起生效。"), code="required"))
        elif began is not None and cleaned["since"] <= began:
            words = _("现行口径从 %(day)s起生效，新的日期要更晚。")
            self.add_error("since", forms.ValidationError(words, code="too_early", params={"day": date_format(began)}))
        if not cleaned.get("basis_reason", "").strip():
            self.add_error("basis_reason", forms.ValidationError(_("请写明变更口径的原因。"), code="required"))
        self.begins = cleaned.get("since")

    @property
    def reason(self) -> str:
        return str(self.cleaned_data.get("basis_reason", "")).strip()

    @property
    def levels(self) -> tuple[str, str]:
        return self.cleaned_data["level1"].strip(), self.cleaned_data["level2"].strip()


class QuantityForm(GuardedForm):
    """A quantity. Its code is chosen once, since formulas name it."""

    class Meta:
        model = Quantity
        fields = (
            "code",
            "name",
            "unit",
            "decimals",
            "kind",
            "accumulation",
            "frequency",
            "by_region",
            "owner",
            "minimum",
            "maximum",
            "jump",
            "jump_year",
            "part_of",
            "source",
            "is_active",
        )
        widgets = {"accumulation": forms.RadioSelect}
        help_texts = {
            "code": _("公式里用的名字：小写字母开头，只用小写字母、数字和下划线，建立后不再改变。"),
            "accumulation": _("决定一年的数怎样得来：各季相加、取最近的累计数，或取期末数。"),
            "by_region": _("勾选后由每个参加的区县各填各的，全市数由平台相加。"),
            "is_active": _("停用后新的填报期不再要求填报，已有数据仍然保留。"),
        }

    def __init__(self, data: Any = None, *, instance: Quantity) -> None:
        super().__init__(data, instance=instance)
        plan = instance.plan
        self.fields["owner"].queryset = offered(plan.organizations.active(), instance.owner_id)  # type: ignore[attr-defined]
        wholes = plan.quantities.filter(is_active=True).exclude(pk=instance.pk)
        self.fields["part_of"].queryset = offered(wholes, instance.part_of_id)  # type: ignore[attr-defined]
        if instance.pk:
            del self.fields["code"]
            self._shorten_bounds(instance)
        else:
            del self.fields["is_active"]

    def _shorten_bounds(self, quantity: Quantity) -> None:
        """0, not 0.000000: the bounds as a person writes them."""
        for name in ("minimum", "maximum", "jump", "jump_year"):
            figure: Decimal | None = getattr(quantity, name)
            if figure is not None:
                self.initial[name] = format(figure.normalize(), "f")

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if taken(self.instance, plan=self.instance.plan_id, code=code):
            raise forms.ValidationError(
                _("代码 %(code)s 已用于另一个数据项，请换一个。"), code="taken", params={"code": code}
            )
        return code

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        least, most = cleaned.get("minimum"), cleaned.get("maximum")
        if least is not None and most is not None and least > most:
            self.add_error("maximum", forms.ValidationError(_("合理上限不能小于下限。"), code="order"))
        if cleaned.get("by_region") and cleaned.get("owner"):
            words = _("分区县填报时不用再选填报单位。")
            self.add_error("owner", forms.ValidationError(words, code="twice"))
        self._check_formulas(cleaned)
        whole = cleaned.get("part_of")
        if whole is not None and self._goes_round(whole):
            self.add_error("part_of", forms.ValidationError(_("两个数据项不能互为其中项。"), code="circle"))
        return cleaned

    def _check_formulas(self, cleaned: dict[str, Any]) -> None:
        """Another unit must not make formulas wrong that are in use."""
        if self.instance.pk and "unit" in cleaned and "kind" in cleaned:
            self.tell_broken(definitions.broken_by(self.instance, unit=cleaned["unit"], kind=cleaned["kind"]))

    def tell_broken(self, indicators: Iterable[Indicator]) -> None:
        """Says at the unit whose formulas it would make wrong, if any."""
        if names := "、".join(map(str, indicators)):
            words = _("改成这个单位后，这些指标的公式就不对了：%(names)s。请先改公式，或另建一个数据项。")
            self.add_error("unit", forms.ValidationError(words, code="units", params={"names": names}))

    def carry_out(self, action: Callable[[], Any]) -> bool:
        """As all forms do; a formula that somebody wrote meanwhile is told like one that stood there before."""
        try:
            return super().carry_out(action)
        except definitions.UnitBreaksFormulas as error:
            self.tell_broken(error.indicators)
            return False

    def _goes_round(self, whole: Quantity) -> bool:
        """Whether the whole is itself a part, however far up, of this quantity."""
        seen: set[int] = set()
        above: Quantity | None = whole
        while above is not None and above.pk not in seen:
            if above.pk == self.instance.pk:
                return True
            seen.add(above.pk)
            above = above.part_of
        return False
