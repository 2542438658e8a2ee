"""What the list of entries to be reviewed is asked for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.models.entry import EntryQuerySet
from wastefree.accounts.models import Organization
from wastefree.listing import ListForm


class ReviewList(ListForm):
    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
        "organization": (_("按单位"), ("organization__order", "quantity__order", "quantity__code")),
        "quantity": (_("按数据项"), ("quantity__order", "quantity__code", "organization__order")),
        "oldest": (_("先提交的在前"), ("submitted_at", "pk")),
    }

    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("填报单位"), required=False, empty_label=_("全部"), to_field_name="code"
    )
    only = forms.ChoiceField(label=_("只看"), required=False, choices=[("", _("全部")), ("asked", _("数值有疑问的"))])
    field_order = ("q", "organization", "only", "sort", "size")

    def __init__(self, data: Mapping[str, Any], *, waiting: EntryQuerySet) -> None:
        super().__init__(data)
        bodies = Organization.objects.filter(pk__in=waiting.order_by().values("organization"))
        self.fields["organization"].queryset = bodies  # type: ignore[attr-defined]

    @property
    def asked_only(self) -> bool:
        return bool(self.chosen("only") == "asked")

    def narrow(self, waiting: EntryQuerySet) -> EntryQuerySet:
        if organization := self.chosen("organization"):
            waiting = waiting.of(organization)
        if words := self.chosen("q"):
            waiting = waiting.matching(words)
        return waiting.order_by(*self.order)
