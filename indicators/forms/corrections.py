"""Corrections: what the reporter proposes, and what the lists of corrections and provisional figures are asked for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.forms.entries import EntryForm
from indicators.models import Correction
from indicators.models.entry import CorrectionQuerySet, EntryQuerySet
from wastefree.accounts.models import Organization
from wastefree.listing import ListForm

WAITING = Correction.State.PROPOSED.value
DECIDED = "decided"


class CorrectionForm(EntryForm):
    """The figure that is to replace an approved one. What the row of the grid takes, and why."""

    provisional = forms.BooleanField(
        required=False, label=_("仍是快报数"), help_text=_("以后还有定数的才勾选；不勾选表示这就是定数。")
    )
    reason = forms.CharField(
        max_length=1000,
        label=_("更正原因"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("无废办看到这段话再决定是否采用，例如：统计年鉴公布了定数。"),
    )

    def _dress(self) -> None:
        self.fields["figure"].label = _("更正后的数值")
        self.fields["figure"].widget.attrs.update(inputmode="decimal", autocomplete="off")
        self.fields["note"].widget.attrs["rows"] = 2


class _ByOrganization(ListForm):
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("填报单位"), required=False, empty_label=_("全部"), to_field_name="code"
    )

    def offer(self, organizations: Any) -> None:
        """`organizations`: the keys of those that have something in the list."""
        rows = Organization.objects.filter(pk__in=organizations)
        self.fields["organization"].queryset = rows  # type: ignore[attr-defined]


class CorrectionList(_ByOrganization):
    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
        "oldest": (_("先提出的在前"), ("at", "pk")),
        "newest": (_("后提出的在前"), ("-at", "-pk")),
        "organization": (_("按单位"), ("entry__organization__order", "entry__quantity__order", "at")),
    }

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[(WAITING, _("待审核")), (DECIDED, _("已处理")), ("all", _("全部"))],
    )
    field_order = ("q", "state", "organization", "sort", "size")

    def __init__(self, data: Mapping[str, Any], *, among: CorrectionQuerySet) -> None:
        super().__init__(data)
        self.data.setdefault("state", WAITING)
        self.offer(among.order_by().values("entry__organization"))

    @property
    def is_narrowed(self) -> bool:
        return any(self.chosen(name) for name in ("q", "organization")) or self.chosen("state") not in (None, WAITING)

    def narrow(self, corrections: CorrectionQuerySet) -> CorrectionQuerySet:
        state = self.chosen("state") or WAITING
        if state == WAITING:
            corrections = corrections.proposed()
        elif state == DECIDED:
            corrections = corrections.exclude(state=WAITING)
        if organization := self.chosen("organization"):
            corrections = corrections.filter(entry__organization=organization)
        if words := self.chosen("q"):
            corrections = corrections.matching(words)
        return corrections.order_by(*self.order)


class ProvisionalList(_ByOrganization):
    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
        "organization": (
            _("按单位"),
            ("organization__order", "round__year", "round__quarter", "quantity__order", "quantity__code"),
        ),
        "oldest": (_("早的填报期在前"), ("round__year", "round__quarter", "organization__order", "quantity__order")),
    }
    field_order = ("q", "organization", "sort", "size")

    def __init__(self, data: Mapping[str, Any], *, among: EntryQuerySet) -> None:
        super().__init__(data)
        self.offer(among.order_by().values("organization"))

    def narrow(self, entries: EntryQuerySet) -> EntryQuerySet:
        if organization := self.chosen("organization"):
            entries = entries.of(organization)
        if words := self.chosen("q"):
            entries = entries.filter(quantity__name__icontains=words)
        return entries.order_by(*self.order)
