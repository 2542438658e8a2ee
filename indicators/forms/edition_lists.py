"""What the pages of the library are asked for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators import editions
from indicators.library import Edition, LibraryIndicator
from wastefree.listing import ListForm

Groups = dict[tuple[str, str], list[LibraryIndicator]]


class EditionSearch(ListForm):
    """Some dozens of indicators: all are shown at once, in the order of the edition."""

    only = forms.ChoiceField(
        label=_("只看"),
        required=False,
        choices=[
            ("", _("全部")),
            ("yes", _("必选")),
            ("no", _("可选")),
            ("unknown", _("必选或可选未注明的")),
            ("unverified", _("名称未核对的")),
            ("open", _("没有公式的")),
        ],
    )
    field_order = ("q", "only")

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        del self.fields["sort"], self.fields["size"]

    def narrow(self, edition: Edition) -> Groups:
        words, only = str(self.chosen("q") or "").strip().lower(), self.chosen("only")
        found: Groups = {}
        for levels, indicators in edition.groups.items():
            fitting = [each for each in indicators if _says(each, words) and _is(each, only)]
            if fitting:
                found[levels] = fitting
        return found


def _says(indicator: LibraryIndicator, words: str) -> bool:
    texts = (indicator.name, indicator.basis, indicator.explanation, *indicator.aliases)
    return not words or words == str(indicator.number) or any(words in text.lower() for text in texts)


def _is(indicator: LibraryIndicator, only: str | None) -> bool:
    match only:
        case "yes" | "no":
            return indicator.mandatory == only
        case "unknown":
            return not indicator.mandatory
        case "unverified":
            return not indicator.name_verified
        case "open":
            return not indicator.formula
        case _:
            return True


class ComparisonForm(forms.Form):
    """Which two editions are set beside each other. Codes that there are not count as not given."""

    before = forms.ChoiceField(label=_("旧版本"), required=False)
    after = forms.ChoiceField(label=_("新版本"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.found = {each.code: each for each in editions.editions()}
        usual = self._usual()
        super().__init__({name: data.get(name) or usual.get(name) for name in ("before", "after")}, label_suffix="")
        for field in self.fields.values():
            field.choices = [(code, each.label) for code, each in self.found.items()]  # type: ignore[attr-defined]

    def _usual(self) -> dict[str, str]:
        """The first edition that takes the place of another, and that other."""
        newer = next((each for each in self.found.values() if each.supersedes in self.found), None)
        return {"before": newer.supersedes, "after": newer.code} if newer else {}

    def pair(self) -> tuple[Edition | None, Edition | None]:
        self.is_valid()
        before, after = (self.found.get(self.cleaned_data.get(name, "")) for name in ("before", "after"))
        return before, after

    @property
    def partial(self) -> list[Edition]:
        """Those of the two that do not hold all of their document."""
        return [each for each in self.pair() if each is not None and each.is_partial]
