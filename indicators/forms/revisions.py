"""What a list of every value ever entered is asked for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from indicators.models import EntryRevision, Quantity, Round
from indicators.models.entry import EntryRevisionQuerySet
from wastefree.accounts.models import Organization
from wastefree.lib.periods import Period
from wastefree.listing import ListForm


class RevisionList(ListForm):
    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
        "newest": (_("新的在前"), ("-at", "-pk")),
        "oldest": (_("旧的在前"), ("at", "pk")),
        "place": (
            _("按数据项和单位"),
            (
                *("entry__quantity__order", "entry__quantity__code", "entry__organization__order"),
                *("-entry__round__year", "-entry__round__quarter", "-version"),
            ),
        ),
    }
    quantity = forms.ModelChoiceField(
        Quantity.objects.none(), label=_("数据项"), required=False, empty_label=_("全部"), to_field_name="code"
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("填报单位"), required=False, empty_label=_("全部"), to_field_name="code"
    )
    period = forms.ChoiceField(label=_("填报期"), required=False)
    step = forms.ChoiceField(label=_("操作"), required=False, choices=[("", _("全部")), *EntryRevision.Step.choices])
    field_order = ("quantity", "organization", "period", "step", "sort", "size")

    def __init__(self, data: Mapping[str, Any], *, among: EntryRevisionQuerySet) -> None:
        """`among`: those that the page is about and the person may see; what they hold can be chosen."""
        super().__init__(data)
        del self.fields["q"]
        plain = among.order_by()
        self.fields["quantity"].queryset = Quantity.objects.filter(pk__in=plain.values("entry__quantity"))  # type: ignore[attr-defined]
        bodies = Organization.objects.filter(pk__in=plain.values("entry__organization"))
        self.fields["organization"].queryset = bodies  # type: ignore[attr-defined]
        rounds = Round.objects.filter(pk__in=plain.values("entry__round")).newest_first()
        self.by_key = {each.period.key: each.period for each in rounds}
        language = get_language() or "zh-hans"
        offered = [(key, period.label(language)) for key, period in self.by_key.items()]
        self.fields["period"].choices = [("", _("全部")), *offered]  # type: ignore[attr-defined]

    def narrow(self, revisions: EntryRevisionQuerySet) -> EntryRevisionQuerySet:
        if quantity := self.chosen("quantity"):
            revisions = revisions.filter(entry__quantity=quantity)
        if organization := self.chosen("organization"):
            revisions = revisions.filter(entry__organization=organization)
        if step := self.chosen("step"):
            revisions = revisions.filter(step=step)
        period: Period | None = self.by_key.get(self.chosen("period") or "")
        if period:
            revisions = revisions.filter(entry__round__year=period.year, entry__round__quarter=period.quarter)
        return revisions.order_by(*self.order)
