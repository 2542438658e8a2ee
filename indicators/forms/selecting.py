"""Forms in which a plan selects from the library."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from indicators import editions
from indicators.definitions.selecting import Answer
from indicators.library import Edition
from indicators.models import Plan, Quantity
from indicators.selecting import Mismatch


class EditionChoice(forms.Form):
    """Which edition is looked at; the one that most of the plan's indicators come from, unless another is asked for."""

    edition = forms.ChoiceField(label=_("指标库版本"), required=False)

    def __init__(self, data: Mapping[str, Any], *, plan: Plan) -> None:
        found = {each.code: each for each in editions.editions()}
        asked = str(data.get("edition") or "")
        usual = editions.of_plan(plan, found.values()).code
        super().__init__({"edition": asked if asked in found else usual}, label_suffix="")
        self.found = found
        choices = [(code, each.label) for code, each in found.items()]
        self.fields["edition"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Edition:
        self.is_valid()
        return self.found[self.cleaned_data["edition"]]


class AnswersForm(forms.Form):
    """For each quantity that the plan has in another shape: is the plan's own meant, or another figure?"""

    def __init__(self, data: Mapping[str, Any] | None, *, mismatches: Sequence[Mismatch]) -> None:
        super().__init__(data, label_suffix="")
        self.mismatches = mismatches
        for each in mismatches:
            self.fields[f"answer_{each.there.code}"] = forms.ChoiceField(
                label=each.there.name,
                choices=_choices(each),
                widget=forms.RadioSelect,
                help_text=_describe(each),
                error_messages={"required": _("请选择。")},
            )


def answers(data: Mapping[str, Any]) -> dict[str, Answer]:
    """What a posted page says, by the quantities' codes; nonsense counts as no answer."""
    return {
        name.removeprefix("answer_"): Answer(value)
        for name, value in data.items()
        if name.startswith("answer_") and value in set(Answer)
    }


def _choices(mismatch: Mismatch) -> list[tuple[str, str]]:
    own = str(_("另建一个数据项，两个数各填各的"))
    if mismatch.times is None:
        return [(Answer.SEPARATE.value, own)]
    use = (
        _("就是方案里的这个数，公式里自动换算单位")
        if mismatch.times != 1
        else _("就是方案里的这个数，按方案的口径填报")
    )
    return [(Answer.USE.value, str(use)), (Answer.SEPARATE.value, own)]


def _describe(mismatch: Mismatch) -> str:
    """Both shapes, beside each other."""
    shape = _("方案里：%(there)s；指标库里：%(here)s")
    return str(shape) % {
        "there": _shape(mismatch.there.unit, mismatch.there.accumulation, mismatch.there.kind),
        "here": _shape(mismatch.quantity.unit, mismatch.quantity.accumulation.value, mismatch.quantity.kind),
    }


def _shape(unit: str, accumulation: str, kind: str) -> str:
    words = [
        pgettext("measure", "单位") + f" {unit or '—'}",
        str(Quantity.Accumulates(accumulation).label),
        *([str(Quantity.Kind(kind).label)] if kind != Quantity.Kind.NUMBER else []),
    ]
    return str(_("，")).join(words)
