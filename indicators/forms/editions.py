"""Forms in which the office keeps its own editions of indicator systems, their indicators and quantities."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.editions import names
from indicators.formulas import FormulaError, parse
from indicators.library import editions as built_in
from indicators.models import EditionIndicator, EditionQuantity, OwnEdition
from indicators.wording import formula_error
from wastefree.guarded import GuardedForm, taken

# Addresses under /editions/ that no edition may be called by.
RESERVED = frozenset({"new", "compare"})
SEPARATORS = re.compile(r"\s*[;；\n]\s*")


class EditionForm(GuardedForm):
    """What an edition says of itself. Its code is chosen once, since it stands in addresses."""

    supersedes = forms.ChoiceField(label=_("取代的版本"), required=False)

    class Meta:
        model = OwnEdition
        fields = ("label", "code", "kind", "document", "total", "mandatory_total", "supersedes", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "label": _("平时怎么叫它，例如：内蒙古2023年版。"),
            "document": _("文件名称和文号，便于以后核对。"),
            "total": _("文件里一共多少项三级指标；不知道就留空。平台据此标明是否收全。"),
            "mandatory_total": _("文件里必选的有多少项；不知道就留空。"),
            "supersedes": _("被取代的版本会注明，原来选用它的方案不受影响。"),
        }

    def __init__(self, data: Any = None, *, instance: OwnEdition) -> None:
        super().__init__(data, instance=instance)
        others = [(code, label) for code, label in names().items() if code != instance.code]
        self.fields["supersedes"].choices = [("", _("（没有）")), *others]  # type: ignore[attr-defined]
        if instance.pk:
            del self.fields["code"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if code in RESERVED | {each.code for each in built_in()} or taken(self.instance, code=code):
            raise forms.ValidationError(_("编码 %(code)s 已被占用，请换一个。"), code="taken", params={"code": code})
        return code

    def clean_label(self) -> str:
        label: str = self.cleaned_data["label"]
        if label in {each.label for each in built_in()} or taken(self.instance, label=label):
            raise forms.ValidationError(_("已有叫这个名称的版本，请换一个。"), code="taken")
        return label

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        total, mandatory = cleaned.get("total"), cleaned.get("mandatory_total")
        if total is not None and mandatory is not None and mandatory > total:
            self.add_error("mandatory_total", forms.ValidationError(_("必选的不能比总数还多。"), code="order"))
        return cleaned


class EditionIndicatorForm(GuardedForm):
    """An indicator as the edition defines it."""

    aliases = forms.CharField(
        label=_("其他叫法"),
        required=False,
        max_length=500,
        help_text=_("别的文件里的写法，用分号隔开；导入附件时靠它认出。"),
    )

    class Meta:
        model = EditionIndicator
        fields = (
            "number",
            "name",
            "aliases",
            "name_verified",
            "level1",
            "level2",
            "unit",
            "decimals",
            "kind",
            "better",
            "mandatory",
            "formula",
            "basis",
            "explanation",
            "calculation",
            "source",
            "responsible",
            "by_region",
        )
        widgets = {
            "formula": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            "explanation": forms.Textarea(attrs={"rows": 4}),
            "calculation": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "formula": _("用本版数据项的代码写，如 recycled / generated * 100。没有公式可以留空。"),
            "basis": _("用文字写明分子分母。"),
            "mandatory": _("文件里没有写明的，选“未注明”。"),
            "responsible": _("文件怎么写就怎么留。"),
        }

    def __init__(self, data: Any = None, *, instance: EditionIndicator) -> None:
        super().__init__(data, instance=instance)
        self.initial["aliases"] = "；".join(instance.aliases)

    def clean_aliases(self) -> list[str]:
        return [name for name in SEPARATORS.split(self.cleaned_data["aliases"].strip()) if name]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if taken(self.instance, edition=self.instance.edition, name=name):
            raise forms.ValidationError(_("本版已有这个名称的指标。"), code="taken")
        return name

    def clean_number(self) -> int | None:
        number: int | None = self.cleaned_data["number"]
        if number is not None and taken(self.instance, edition=self.instance.edition, number=number):
            raise forms.ValidationError(
                _("序号 %(code)s 已用于另一项指标，请换一个。"), code="taken", params={"code": number}
            )
        return number

    def clean_formula(self) -> str:
        """A formula that can be read, over quantities that the edition has."""
        text: str = self.cleaned_data["formula"]
        if not text:
            return text
        try:
            needed = parse(text).names
        except FormulaError as error:
            raise forms.ValidationError(formula_error(error), code=error.code) from error
        unknown = needed - set(self.instance.edition.quantities.values_list("code", flat=True))
        if unknown:
            raise forms.ValidationError(
                _("本版没有这些数据项：%(names)s。请先新增，或改正代码。"),
                code="unknown_quantities",
                params={"names": "、".join(sorted(unknown))},
            )
        return text

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("level2") and not cleaned.get("level1"):
            self.add_error("level1", forms.ValidationError(_("有二级指标时，请写明一级指标。"), code="level1"))
        return cleaned


class EditionQuantityForm(GuardedForm):
    """A quantity that the edition's formulas name. Its code is chosen once, since they do."""

    part_of = forms.ChoiceField(label=_("其中项的总数"), required=False, help_text=_("本项不应大于它"))

    class Meta:
        model = EditionQuantity
        fields = ("code", "name", "unit", "decimals", "kind", "accumulation", "frequency", "by_region", "part_of")
        widgets = {"accumulation": forms.RadioSelect}
        help_texts = {
            "code": _("公式里用的名字：小写字母开头，只用小写字母、数字和下划线，建立后不再改变。"),
            "accumulation": _("决定一年的数怎样得来：各季相加、取最近的累计数，或取期末数。"),
        }

    def __init__(self, data: Any = None, *, instance: EditionQuantity) -> None:
        super().__init__(data, instance=instance)
        self.others = {each.code: each for each in instance.edition.quantities.all() if each.pk != instance.pk}
        choices = [(code, f"{each.name}（{code}）") for code, each in self.others.items()]
        self.fields["part_of"].choices = [("", _("（不选）")), *choices]  # type: ignore[attr-defined]
        if instance.pk:
            del self.fields["code"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code in self.others:
            raise forms.ValidationError(
                _("代码 %(code)s 已用于另一个数据项，请换一个。"), code="taken", params={"code": code}
            )
        return code

    def clean_part_of(self) -> str:
        whole: str = self.cleaned_data["part_of"]
        seen: set[str] = set()
        above = whole
        while above and above not in seen:
            seen.add(above)
            above = self.others[above].part_of if above in self.others else ""
            if above == self.instance.code and self.instance.pk:
                raise forms.ValidationError(_("两个数据项不能互为其中项。"), code="circle")
        return whole


class EditionUploadForm(forms.Form):
    """One workbook with an edition; the reader says what is wrong with it."""

    file = forms.FileField(
        label=_("指标库工作簿"),
        max_length=500,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": _("请先选择文件。"), "empty": _("文件是空的。")},
    )
