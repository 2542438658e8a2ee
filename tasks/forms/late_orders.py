"""The forms with which several late things become orders: one for each organization, seen before it is issued."""

import secrets
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tasks.drafting import TITLE, usual_due_day
from tasks.latethings import LateThing
from tasks.models import Order
from wastefree.accounts.models import Organization


class LateOrderForm(forms.Form):
    """The order to one organization about its things; about one, it is tied to that, about several it lists them."""

    include = forms.BooleanField(label=gettext_lazy("印发这一张"), required=False, initial=True)
    title = forms.CharField(label=gettext_lazy("事项"), max_length=TITLE)
    requirement = forms.CharField(
        label=gettext_lazy("办理要求"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )
    due_on = forms.DateField(
        label=gettext_lazy("办结期限"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, organization: Organization, things: list[LateThing], data: Any = None) -> None:
        super().__init__(
            data, prefix=f"o{organization.pk}", initial=_initial(things, timezone.localdate()), label_suffix=""
        )
        self.organization, self.things = organization, things

    def clean_due_on(self) -> date:
        due_on: date = self.cleaned_data["due_on"]
        if due_on < timezone.localdate():
            raise forms.ValidationError(_("办结期限不能早于印发的日期。"), code="past")
        return due_on

    @property
    def fields_of_order(self) -> dict[str, Any]:
        """What `create_order` is given."""
        said = self.cleaned_data
        about = {self.things[0].kind: self.things[0].subject} if len(self.things) == 1 else {}
        texts = {name: said[name] for name in ("title", "requirement", "due_on")}
        return {**texts, **about, "organization": self.organization}


def _initial(things: list[LateThing], today: date) -> dict[str, Any]:
    first = things[0].draft
    if len(things) == 1:
        return {"title": first.title, "requirement": first.requirement, "due_on": usual_due_day(today)}
    lines = [f"{number}. {each.draft.facts}" for number, each in enumerate(things, 1)]
    title = _("关于 %(count)s 项逾期事项的督办") % {"count": len(things)}
    usual_end = _("请查明原因，采取措施抓紧落实，按期反馈办理情况，并附佐证材料。")
    return {"title": title, "requirement": "\n".join([*lines, usual_end]), "due_on": usual_due_day(today)}


def order_forms(things: Iterable[LateThing], data: Any = None) -> list[LateOrderForm]:
    """One for each organization, in the order in which the things come."""
    grouped = groupby(things, key=lambda each: each.organization)
    return [LateOrderForm(body, list(own), data) for body, own in grouped]


class IssueForm(forms.Form):
    """What all of them have in common."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("order", "类别"),
        choices=[(kind.value, kind.label) for kind in (Order.Kind.SUPERVISION, Order.Kind.ASSIGNMENT)],
        initial=Order.Kind.SUPERVISION,
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": secrets.token_hex(16)}, label_suffix="")
