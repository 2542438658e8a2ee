"""What the auditor looks for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wastefree.audit.models import RecordQuerySet
from wastefree.audit.verbs import VERBS
from wastefree.listing import ListForm


class RecordList(ListForm):
    """By time, person, what was done, and to what."""

    SORTS = {"newest": (_("最近在前"), ("-pk",)), "oldest": (_("最早在前"), ("pk",))}

    since = forms.DateField(label=_("从"), required=False)
    until = forms.DateField(label=_("到"), required=False)
    person = forms.CharField(label=_("操作人"), required=False, max_length=50)
    verb = forms.ChoiceField(label=_("操作"), required=False)
    field_order = ("since", "until", "person", "verb", "q", "sort", "size")

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.fields["q"].label = _("对象或原因")
        self.fields["verb"].choices = [("", _("全部")), *VERBS.items()]  # type: ignore[attr-defined]
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def narrow(self, records: RecordQuerySet) -> RecordQuerySet:
        """Those of `records` that are asked for, in the order asked for."""
        if since := self.chosen("since"):
            records = records.since(since)
        if until := self.chosen("until"):
            records = records.until(until)
        if person := self.chosen("person"):
            records = records.by_person(person)
        if verb := self.chosen("verb"):
            records = records.of_verb(verb)
        if words := self.chosen("q"):
            records = records.matching(words)
        return records.order_by(*self.order)
