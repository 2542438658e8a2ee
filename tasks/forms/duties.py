"""What the list of responsibilities is asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tasks.charges import Leader, leaders
from tasks.responsibilities import Answering, Kind, Part
from wastefree.listing import ListForm


class DutyList(ListForm):
    """Organizations and leaders of those that the person sees; what is asked of duties is sifted here."""

    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {"order": (_("单位顺序"), ())}
    KEPT = ("size", "sort")
    ONLY = (("", _("全部事项")), ("late", _("滞后和逾期的")))

    organization = forms.ChoiceField(label=_("责任单位"), required=False)
    leader = forms.ChoiceField(label=_("分管领导"), required=False)
    kind = forms.ChoiceField(label=_("事项类别"), required=False, choices=[("", _("全部")), *Kind.choices])
    part = forms.ChoiceField(label=_("牵头或配合"), required=False, choices=[("", _("全部")), *Part.choices])
    only = forms.ChoiceField(label=_("只看"), required=False, choices=ONLY)
    field_order = ("q", "organization", "leader", "kind", "part", "only", "sort", "size")

    def __init__(self, data: Mapping[str, Any], *, every: Iterable[Answering]) -> None:
        super().__init__(data)
        self.every = list(every)
        bodies = [each.organization for each in self.every]
        self.leaders: list[Leader] = leaders(each.people for each in self.every)
        organizations = [("", _("全部")), *((body.code, body.label) for body in bodies)]
        self.fields["organization"].choices = organizations  # type: ignore[attr-defined]
        who = [("", _("全部")), *((leader.key, leader.name) for leader in self.leaders)]
        self.fields["leader"].choices = who  # type: ignore[attr-defined]

    @property
    def above(self) -> list[forms.BoundField]:
        """Without what there is nothing to choose from: an organization's own people see their own."""
        if len(self.every) > 1:
            return super().above
        return [field for field in super().above if field.name not in ("organization", "leader")]

    @property
    def is_of_duties(self) -> bool:
        """Whether only some of what an organization answers for is wanted."""
        return any(self.chosen(name) for name in ("q", "kind", "part", "only"))

    def narrow(self) -> list[Answering]:
        """The organizations asked for, with the duties asked for; an organization without one is left out then."""
        leader = self.chosen("leader")
        chosen = [each for each in self.every if self.chosen("organization") in (None, each.organization.code)]
        if leader:
            chosen = [each for each in chosen if each.people.leader_key == leader]
        if not self.is_of_duties:
            return chosen
        sifted = [self._sifted(each) for each in chosen]
        return [each for each in sifted if each.items]

    def _sifted(self, answering: Answering) -> Answering:
        kind, part, only, words = (self.chosen(name) for name in ("kind", "part", "only", "q"))
        items = tuple(
            item
            for item in answering.items
            if kind in (None, item.kind)
            and part in (None, item.part)
            and (not only or item.is_late)
            and (not words or words in item.title or words == item.code)
        )
        return replace(answering, items=items)
