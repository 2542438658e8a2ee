"""What the tables of completeness are asked for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.models import EDITABLE
from indicators.models.entry import EntryQuerySet
from wastefree.accounts.models import Organization
from wastefree.listing import ListForm

ONLY = (("", _("全部")), ("owing", _("还欠数据的")), ("late", _("有逾期的")))


class CompletenessForm(ListForm):
    """Kind of organization, and whether only what is owed or late is wanted."""

    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {"plan": (_("方案顺序"), ())}
    KEPT = ("size", "sort")

    kind = forms.ChoiceField(label=_("单位类型"), required=False, choices=[("", _("全部")), *Organization.Kind.choices])
    only = forms.ChoiceField(label=_("只看"), required=False, choices=ONLY)
    field_order = ("q", "kind", "only", "sort", "size")

    def narrow(self, entries: Any) -> Any:
        """Of any kind that is reported. Organizations are left out whole; of those that stay everything is shown."""
        if kind := self.chosen("kind"):
            entries = entries.filter(organization__kind=kind)
        if words := self.chosen("q"):
            named = isinstance(entries, EntryQuerySet)
            entries = entries.filter(quantity__name__icontains=words) if named else entries.matching(words)
        if self.chosen("only") == "owing":
            entries = entries.filter(organization__in=entries.filter(state__in=EDITABLE).values("organization"))
        if self.chosen("only") == "late":
            entries = entries.filter(organization__in=entries.filter(late=True).values("organization"))
        return entries
