"""The form in which the office says what must hold between quantities."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from indicators import definitions
from indicators.definitions import RuleRefused, UnknownQuantities
from indicators.formulas import FormulaError
from indicators.models import Round, Rule
from indicators.ruling import Ruling, rulings
from indicators.wording import formula_error, unit_remark
from wastefree.guarded import GuardedForm, taken

REFUSALS = {
    "looks_back": _(
        "校核关系只比较同一期的数据，不能用 prev_year 或 baseline。与上期、上年同期的比较请在数据项里设置波动提示。"
    ),
    "frequencies": _("两边的数据项填报频次不同（每季度、每年），没有同一期的数可比。"),
}


class RuleForm(GuardedForm):
    """Both sides are formulas over quantities of the plan. `doubts` is what cannot be known of their units."""

    class Meta:
        model = Rule
        fields = ("name", "left", "comparison", "right", "tolerance", "is_active")
        widgets = {
            "left": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            "right": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        }
        help_texts = {"is_active": _("停用后不再提示，规则仍然保留。")}

    def __init__(self, data: Any = None, *, instance: Rule, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        self.doubts: list[str] = []
        if not instance.pk:
            del self.fields["is_active"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if taken(self.instance, plan=self.instance.plan_id, name=name):
            raise forms.ValidationError(_("已有同名的校核关系，请换一个名称。"), code="taken")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        sides = [name for name in ("left", "right") if cleaned.get(name)]
        if all(self._check_one(name, cleaned[name]) for name in sides) and len(sides) == 2:
            self._check_both(cleaned["left"], cleaned["right"])
        return cleaned

    def _check_one(self, name: str, text: str) -> bool:
        """Each side by itself, so that the error stands where it was made."""
        try:
            definitions.sides_of(self.instance.plan, text, text)
        except FormulaError as error:
            self.add_error(name, forms.ValidationError(formula_error(error), code=error.code))
        except UnknownQuantities as error:
            words = _("方案里没有这些数据项：%(names)s。请先新增，或改正代码。")
            self.add_error(name, forms.ValidationError(words, code="unknown", params={"names": "、".join(error.names)}))
        except RuleRefused as error:
            self.add_error(name, _refusal(error))
        return name not in self.errors

    def _check_both(self, left: str, right: str) -> None:
        try:
            reading = definitions.sides_of(self.instance.plan, left, right)
        except RuleRefused as error:
            self.add_error("right", _refusal(error))
            return
        self.doubts = [unit_remark(remark) for remark in reading.doubts]
        for remark in reading.errors:
            self.add_error("right", forms.ValidationError(unit_remark(remark), code=remark.code))

    def tried(self, round_: Round | None) -> list[Ruling] | None:
        """What comes of the rule as it is typed on the figures of a round; None while it cannot be judged at all."""
        if round_ is None:
            return None
        if self.is_bound:
            if not self.is_valid():
                return None
            draft = Rule(plan=self.instance.plan, **{name: self.cleaned_data[name] for name in RULED})
        elif self.instance.left and self.instance.right:
            draft = self.instance
        else:
            return None
        return rulings(round_, [draft])


RULED = ("name", "left", "comparison", "right", "tolerance")


def _refusal(error: ValidationError) -> forms.ValidationError:
    return forms.ValidationError(REFUSALS[str(error.code)], code=str(error.code))
