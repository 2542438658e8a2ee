"""Compare and swap: a row is changed only by somebody who has seen its present version."""

from typing import Any, Self

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class StaleError(Exception):
    """Somebody else has changed the row since; `current` is the row as it stands now."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(f"{current._meta.label} {current.pk} has changed")
        self.current = current


class Versioned(models.Model):
    """A row that counts its changes."""

    version = models.PositiveIntegerField(_("版本"), default=1, editable=False)

    class Meta:
        abstract = True

    def swap(self, based_on: int, **changes: Any) -> Self:
        """Writes `changes` if the row is still at version `based_on`, and counts the version up.

        Raises `StaleError` with the present row otherwise; nothing is written then. One UPDATE with the version in
        its WHERE, because reading first and saving later loses writes on both databases.
        """
        rows = type(self)._default_manager.filter(pk=self.pk, version=based_on)
        if not rows.update(version=F("version") + 1, **changes):
            raise StaleError(type(self)._default_manager.get(pk=self.pk))
        for name, value in changes.items():
            setattr(self, name, value)
        self.version = based_on + 1
        return self
