"""Forms that change a row which somebody else may change meanwhile: they carry its version, and a key of their own."""

import copy
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.db import IntegrityError, models
from django.db.models import Q
from django.utils.translation import gettext as _

from wastefree.audit.models import Record
from wastefree.changes import in_words, value_of
from wastefree.versions import StaleError, Versioned

NOTHING = models.fields.BLANK_CHOICE_DASH[0]


@dataclass(frozen=True)
class Clash:
    """What this form says and what stands there now, where they differ; `components/stale.html` shows it."""

    mine: str
    theirs: str
    who: str
    when: datetime | None


class GuardedForm(forms.ModelForm):  # type: ignore[type-arg]  # the model is said by each form
    """A form over one row, new or not.

    `changes` is what the transition is given. The row itself is left as it was, so that the page around the form
    shows what stands, not what was typed.
    """

    data: Any  # the typed mapping; a QueryDict where it comes from a browser
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, instance: Versioned, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": instance.version, "key": secrets.token_hex(16), **kwargs.get("initial", {})}
        super().__init__(data, instance=copy.copy(instance), **kwargs)
        self.clash: Clash | None = None
        self.result: Any = None
        self.label_suffix = ""
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            if isinstance(field, forms.ModelChoiceField):
                field.error_messages["invalid_choice"] = _("所选的已不能用：可能已停用，或不在方案里。请重新选择。")
            if isinstance(field, forms.ModelChoiceField) and not isinstance(field, forms.ModelMultipleChoiceField):
                field.empty_label = _("请选择") if field.required else _("（不选）")
            if isinstance(field, forms.TypedChoiceField):
                nothing, choices = _("请选择") if field.required else _("（不选）"), cast("list[Any]", field.choices)
                field.choices = [(value, nothing if (value, label) == NOTHING else label) for value, label in choices]

    @property
    def gives_way(self) -> bool:
        """The person has seen both and keeps what stands there."""
        return bool(self.data.get("choice") == "theirs")

    @property
    def based_on(self) -> int:
        return self.cleaned_data.get("version") or 0

    @property
    def request_key(self) -> str:
        return str(self.cleaned_data.get("key") or "")

    @property
    def answer_status(self) -> int:
        """The HTTP status of the page that shows the form: fresh, refused, or overtaken by somebody else."""
        if self.clash:
            return 409
        return 422 if self.is_bound and self.errors else 200

    def carry_out(self, action: Callable[[], Any]) -> bool:
        """Calls the transition if all was typed well, and keeps what it returns as `result`.

        False if the page with this form must be shown again.
        """
        if not self.is_bound or not self.is_valid():
            return False
        try:
            self.result = action()
        except StaleError as stale:
            self._meet(stale.current)
        except IntegrityError:  # checked above, but somebody else was quicker
            error = _("刚刚有人保存了相同的内容（例如同一个序号或名称），请核对后再保存。")
            self.add_error(None, forms.ValidationError(error, code="taken"))
        return not self.clash and not self.errors

    def changes(self) -> dict[str, Any]:
        """The model's fields as they were typed."""
        return {name: self.cleaned_data[name] for name in self._own_names()}

    def _own_names(self) -> list[str]:
        return [name for name in self._meta.fields or () if name in self.fields]

    def _meet(self, current: Any) -> None:
        """The row has been changed by somebody else: show both, and base the next attempt on what stands now."""
        differing = [
            (field, self.cleaned_data[name], value_of(current, name))
            for name in self._own_names()
            if in_words(field := current._meta.get_field(name), self.cleaned_data[name])
            != in_words(field, value_of(current, name))
        ]
        last = Record.objects.about(current).first()
        self.clash = Clash(
            mine="\n".join(_line(field, mine) for field, mine, theirs in differing),
            theirs="\n".join(_line(field, theirs) for field, mine, theirs in differing),
            who=last.actor_name if last else _("别人"),
            when=last.at if last else None,
        )
        self.data = self.data.copy()
        self.data["version"] = str(current.version)


def _line(field: Any, value: Any) -> str:
    return _("%(label)s：%(value)s") % {"label": field.verbose_name, "value": in_words(field, value)}


def taken(row: models.Model, **same: Any) -> bool:
    """Whether another row of the kind already has these values."""
    return type(row)._default_manager.filter(**same).exclude(pk=row.pk).exists()


def offered(rows: "models.QuerySet[Any]", *kept: int | None) -> "models.QuerySet[Any]":
    """What a form lets choose from: `rows`, and those chosen before, so that saving drops none of them unasked."""
    chosen = [pk for pk in kept if pk is not None]
    every: models.QuerySet[Any] = rows.model._default_manager.all()
    return every.filter(Q(pk__in=rows.order_by().values("pk")) | Q(pk__in=chosen))
