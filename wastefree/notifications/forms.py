"""What the list of messages is asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wastefree.listing import ListForm
from wastefree.notifications.models import Delivery, DeliveryQuerySet


class DeliveryList(ListForm):
    """By recipient and state."""

    SORTS = {"newest": (_("最近在前"), ("-pk",))}

    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *Delivery.State.choices])
    field_order = ("q", "state", "sort", "size")

    def narrow(self, deliveries: DeliveryQuerySet) -> DeliveryQuerySet:
        found = deliveries.in_state(self.chosen("state") or "")
        if words := self.chosen("q"):
            found = found.matching(words)
        return found.order_by(*self.order)
