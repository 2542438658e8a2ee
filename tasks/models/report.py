"""Progress reports (进展填报): how a task or a project stands, by whoever answers for it, once in each quarterly round.

They go through the same review as figures. What the newest approved report says is written into the task or project,
so that lists need not look for it. Yearly rounds ask for none.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from indicators.models import EDITABLE, WITH_SUBMITTED, EntryState, Reported, Revision
from indicators.models.reported import ReportedQuerySet
from wastefree.accounts.models import User, person
from wastefree.changes import as_told, write_each

Row = TypeVar("Row", bound="ProgressReport")
HANDED_IN_HAS_WORDS = models.Q(state__in=EDITABLE) | ~models.Q(progress="")


class Words(models.Model):
    """What every report says, and every revision of it keeps."""

    progress = models.TextField(_("进展情况"), blank=True, max_length=2000)
    problem = models.TextField(_("存在问题"), blank=True, max_length=2000)
    next_step = models.TextField(_("下一步计划"), blank=True, max_length=2000)

    class Meta:
        abstract = True


class ProgressQuerySet(ReportedQuerySet[Row]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """An organization sees its own, and what others have handed in about a task or project in which it has a part."""
        somebody = person(user)
        own = super().visible_to(user)
        if somebody is None or somebody.organization_id is None:
            return own
        seen = Q(**{f"{self.model.ABOUT}__in": self._abouts().visible_to(somebody).order_by().values("pk")})
        return self.filter(Q(pk__in=own.order_by().values("pk")) | seen & Q(state__in=WITH_SUBMITTED))

    def matching(self, words: str) -> Self:
        """Those about a task or project that the words find."""
        return self.filter(**{f"{self.model.ABOUT}__in": self._abouts().matching(words).order_by().values("pk")})

    def _abouts(self) -> Any:
        return self.model.about_model()._default_manager

    def binding(self) -> Self:
        """Those that speak for the whole task or project."""
        return self.all()

    def alike(self) -> Self:
        """In a subquery, those of the same place as the row outside: the whole is one place, whoever speaks for it, each
        part another."""
        return self.filter(**{self.model.ABOUT: OuterRef(self.model.ABOUT)})

    def before_each(self, rows: Iterable[Row]) -> dict[int, Row]:
        """By the key of each row what was handed in of its place in the newest round before its own; two queries."""
        year, quarter = OuterRef("round__year"), OuterRef("round__quarter")
        earlier = Q(round__year__lt=year) | Q(round__year=year, round__quarter__lt=quarter)
        said = self.alike().filter(earlier, state__in=WITH_SUBMITTED).newest_first().values("pk")[:1]
        now = self.filter(pk__in=[row.pk for row in rows]).order_by()
        keys = dict(now.annotate(before=Subquery(said)).values_list("pk", "before"))
        found = self.select_related("round").in_bulk([key for key in keys.values() if key is not None])
        return {pk: found[key] for pk, key in keys.items() if key is not None}

    def newest_first(self) -> Self:
        return self.order_by("-round__year", "-round__quarter", "organization__order", "pk")


class ProgressReport(Reported, Words):
    """The part of both kinds that is alike. `ABOUT` is the field that says what it is about, `SAID` what it says."""

    ABOUT: ClassVar[str]
    SAID: ClassVar[tuple[str, ...]]
    DONE: ClassVar[frozenset[str]]  # at these stages nothing is owed any more

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.about} {self.organization} {self.round}"

    @classmethod
    def about_model(cls) -> Any:
        return cls._meta.get_field(cls.ABOUT).related_model

    @property
    def about(self) -> Any:
        """The task or the project."""
        return getattr(self, self.ABOUT)

    @property
    def subject(self) -> str:
        return f"{self.about.code} {self.about}"

    @property
    def is_binding(self) -> bool:
        """Whether it speaks for the whole, like `ProgressQuerySet.binding`."""
        return True

    @property
    def is_filled(self) -> bool:
        return bool(self.progress or self.problem or self.next_step)

    def unready(self) -> str:
        return "" if self.progress.strip() else "no_words"

    def written(self) -> dict[str, Any]:
        return {name: as_told(getattr(self, name)) for name in (*self.SAID, "state")}

    def revision(self, step: str, *, by: User, at: datetime, reason: str = "") -> Revision:
        held = {name: getattr(self, name) for name in ("version", "state", *self.SAID)}
        made: Revision = self.revisions.model(report=self, step=step, by=by, at=at, reason=reason, **held)  # type: ignore[attr-defined]
        return made

    @property
    def is_asked_for(self) -> bool:
        idle = self.state == EntryState.DRAFT and self.is_over
        return (self.is_binding and not idle) or self.state == EntryState.RETURNED

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to report about."""
        return self.about.stage in self.DONE

    @classmethod
    def settle(cls, rows: Iterable[Any], *, by: User, at: datetime) -> None:
        """What they are about says from now on what its newest approved report says."""
        keys = {getattr(row, f"{cls.ABOUT}_id") for row in rows if row.is_binding}
        if not keys:
            return
        abouts = cls.about_model()._default_manager.filter(pk__in=keys).order_by("pk")
        approved = cls.objects.counted().binding().filter(**{cls.ABOUT: OuterRef("pk")}).newest_first()
        last = abouts.annotate(newest=Subquery(approved.values("pk")[:1])).values("newest")
        told = cls.objects.filter(pk__in=last.order_by()).select_related("entered_by")
        newest = {getattr(each, f"{cls.ABOUT}_id"): each for each in told}
        held = abouts.select_related("reported_by").select_for_update(of=("self",), no_key=True)
        standing = [(row, cls.standing(row, newest.get(row.pk))) for row in held]
        write_each(standing, by=by, verb=f"{cls.ABOUT}.reported")

    @classmethod
    def standing(cls, row: Any, newest: "Self | None") -> dict[str, Any]:
        """What is to stand in the task or project, whose newest approved report is `newest`; None: there is none."""
        names = ("progress", "problem", "next_step")
        words = {name: getattr(newest, name) if newest else "" for name in names if hasattr(row, name)}
        who = {"reported_at": newest.entered_at, "reported_by": newest.entered_by} if newest else {}
        return {**words, **(who or {"reported_at": None, "reported_by": None})}
