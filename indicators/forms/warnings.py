"""What the list of open questions of a round is asked for."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.findings import Code
from indicators.models.entry import EntryQuerySet
from indicators.wording import KINDS_OF_QUESTIONS
from wastefree.accounts.models import Organization
from wastefree.listing import ListForm


class WarningList(ListForm):
    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
        "organization": (_("按单位"), ("organization__order", "quantity__order", "quantity__code")),
        "quantity": (_("按数据项"), ("quantity__order", "quantity__code", "organization__order")),
    }
    OPEN, EXPLAINED = "open", "explained"

    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("填报单位"), required=False, empty_label=_("全部"), to_field_name="code"
    )
    kind = forms.ChoiceField(
        label=_("哪一种疑问"),
        required=False,
        choices=[("", _("全部")), *((code.value, KINDS_OF_QUESTIONS[code]) for code in Code)],
    )
    word = forms.ChoiceField(
        label=_("说明"),
        required=False,
        choices=[("", _("全部")), (OPEN, _("还没有说明")), (EXPLAINED, _("已说明"))],
    )
    field_order = ("q", "organization", "kind", "word", "sort", "size")

    def __init__(self, data: Mapping[str, Any], *, entries: EntryQuerySet) -> None:
        super().__init__(data)
        bodies = Organization.objects.filter(pk__in=entries.order_by().values("organization"))
        self.fields["organization"].queryset = bodies  # type: ignore[attr-defined]

    def narrow(self, entries: EntryQuerySet) -> EntryQuerySet:
        if organization := self.chosen("organization"):
            entries = entries.of(organization)
        if words := self.chosen("q"):
            entries = entries.matching(words)
        return entries.order_by(*self.order)

    def asks_for(self, kinds: Iterable[Code], word: str) -> bool:
        """Whether a figure with questions of these kinds, and this word of explanation, is among them."""
        kind, explained = self.chosen("kind"), self.chosen("word")
        fits = not explained or bool(word.strip()) == (explained == self.EXPLAINED)
        return fits and (not kind or kind in set(kinds))
