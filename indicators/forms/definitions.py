"""Forms in which the office keeps what a plan tracks: indicators, and the quantities below them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.formulas import FormulaError, parse
from indicators.models import Indicator, Quantity
from indicators.wording import formula_error
from wastefree.guarded import GuardedForm, offered, taken


class IndicatorForm(GuardedForm):
    """All that an indicator is, except its targets. The two levels above it are typed: a new name makes a new group."""

    level1 = forms.CharField(label=_("一级指标"), required=False, max_length=100)
    level2 = forms.CharField(label=_("二级指标"), required=False, max_length=100)

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
        bodies = instance.plan.organizations.active()
        helping = instance.cooperating.values_list("pk", flat=True) if instance.pk else ()
        self.fields["lead"].queryset = offered(bodies, instance.lead_id)  # type: ignore[attr-defined]
        self.fields["cooperating"].queryset = offered(bodies, *helping)  # type: ignore[attr-defined]
        self.fields["cooperating"].required = False
        if not instance.pk:
            del self.fields["is_active"], self.fields["order"]

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
        lead = cleaned.get("lead")
        if lead and lead in (cleaned.get("cooperating") or ()):
            error = forms.ValidationError(
                _("%(lead)s已是牵头单位，不用再列为配合单位。"), code="twice", params={"lead": lead}
            )
            self.add_error("cooperating", error)
        return cleaned

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
        for name in ("minimum", "maximum", "jump"):
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
        whole = cleaned.get("part_of")
        if whole is not None and self._goes_round(whole):
            self.add_error("part_of", forms.ValidationError(_("两个数据项不能互为其中项。"), code="circle"))
        return cleaned

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
