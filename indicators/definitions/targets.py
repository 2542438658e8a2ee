"""Targets and baselines: the plan's words kept, and what they mean beside them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from indicators.models import Baseline, Indicator, Target
from indicators.targets import Condition, condition_to_json, parse
from wastefree.accounts.models import Organization, User
from wastefree.audit import log
from wastefree.lib.figures import fits
from wastefree.lib.numbers import read_decimal
from wastefree.lib.periods import WHOLE_YEAR
from wastefree.versions import StaleError

NOT_THERE_YET = 0  # the version of a row that was not there when the person looked


@dataclass(frozen=True)
class Words:
    """What is written for a year or a quarter, of the city or a region, over what the person saw: a version, or NOT_THERE_YET."""

    year: int
    text: str
    based_on: int = NOT_THERE_YET
    quarter: int = WHOLE_YEAR
    region: Organization | None = None

    @property
    def says_something(self) -> bool:
        """A year without words, now as before, gets no row."""
        return bool(self.text) or self.based_on != NOT_THERE_YET


def write_words(
    indicator: Indicator, *, by: User, targets: Iterable[Words] = (), baselines: Iterable[Words] = (), key: str = ""
) -> None:
    """Several years at once, all or none. Raises `StaleError` if one that differs was changed by somebody else."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return
        for each in targets:
            if each.says_something:
                set_target(
                    indicator,
                    each.year,
                    each.text,
                    by=by,
                    quarter=each.quarter,
                    region=each.region,
                    based_on=each.based_on,
                )
        for each in baselines:
            if each.says_something:
                set_baseline(indicator, each.year, each.text, by=by, region=each.region, based_on=each.based_on)


def set_target(
    indicator: Indicator,
    year: int,
    text: str,
    *,
    by: User | None,
    quarter: int = WHOLE_YEAR,
    region: Organization | None = None,
    based_on: int | None = None,
) -> Target:
    """The plan's words for a year or one of its quarters, read; an empty text takes the target away only from judgement,
    never the row.

    With `based_on` it raises `StaleError` over another version.
    """
    with transaction.atomic():
        place = {"indicator": indicator, "region": region, "year": year, "quarter": quarter}
        target = Target.objects.filter(**place).first()
        if target is not None and target.text == text:
            return target
        meaning = _meaning(indicator, year, text)
        if target is None:
            target = Target.objects.create(**place, text=text, **meaning)
            log.record(by, "target.created", target, after={"text": text})
        else:
            before = {"text": target.text, "conditions": target.conditions}
            target.swap(_version(target, based_on), text=text, read_by_person=False, **meaning)
            log.record(by, "target.changed", target, before=before, after={"text": text, **meaning})
        return target


def decide_target(target: Target, conditions: Iterable[Condition], *, by: User, based_on: int, key: str = "") -> Target:
    """A person says what a target means that could not be read, or was read wrongly. Raises `StaleError`."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return target
        before = {"conditions": target.conditions, "readable": target.readable}
        meaning = {"conditions": [condition_to_json(each) for each in conditions], "readable": True}
        target.swap(based_on, read_by_person=True, **meaning)
        log.record(by, "target.decided", target, before=before, after=meaning)
        return target


def set_baseline(
    indicator: Indicator,
    year: int,
    text: str,
    *,
    by: User | None,
    value: Decimal | None = None,
    region: Organization | None = None,
    based_on: int | None = None,
) -> Baseline:
    """Where the indicator started: the words as written, and the figure (read from them unless given).

    With `based_on` it raises `StaleError` over another version.
    """
    read = read_decimal(text, percent=indicator.unit == "%") if value is None else value
    figure = read if read is not None and fits(read) else None
    with transaction.atomic():
        baseline = Baseline.objects.filter(indicator=indicator, region=region, year=year).first()
        if baseline is None:
            baseline = Baseline.objects.create(indicator=indicator, region=region, year=year, text=text, value=figure)
            log.record(by, "baseline.created", baseline, after={"text": text, "value": figure})
        elif (baseline.text, baseline.value) != (text, figure):
            before = {"text": baseline.text, "value": baseline.value}
            baseline.swap(_version(baseline, based_on), text=text, value=figure)
            log.record(by, "baseline.changed", baseline, before=before, after={"text": text, "value": figure})
        return baseline


def _version(row: Target | Baseline, based_on: int | None) -> int:
    """The version to swap from: what the person saw, or (for an import) what is there now."""
    if based_on == NOT_THERE_YET:
        raise StaleError(row)
    return row.version if based_on is None else based_on


def _meaning(indicator: Indicator, year: int, text: str) -> dict[str, Any]:
    """What the words mean for that year; words that name another year are a person's to judge."""
    reading = parse(text, better=indicator.better, unit=indicator.unit)
    return {
        "conditions": [condition_to_json(condition) for condition in reading.conditions],
        "readable": reading.readable and reading.year in (None, year),
    }


# Words that mean another time in another plan: a year, a period of the national plans, or a year seen from this one.
NAMES_A_YEAR = re.compile(r"(?:19|20)\d{2}|十[一二三四五六七八九]五|[今明去]年")


def copy_targets(copies: Mapping[int, Indicator], years: range, distance: int) -> dict[str, int]:
    """The targets of indicators in their `copies` (by the original's key), `distance` years later, words unchanged.

    Those that fall outside `years` are left behind. Words that name a year, and words that nobody could read, wait for
    a person; what a person has decided about other words stays decided. Says how many of each there are.
    """
    made = []
    for old in Target.objects.filter(indicator__in=copies):
        indicator, year = copies[old.indicator_id], old.year + distance
        if year not in years:
            continue
        kept = {"conditions": old.conditions, "readable": old.readable}
        meaning = kept if old.read_by_person else _meaning(indicator, year, old.text)
        sure = NAMES_A_YEAR.search(old.text) is None
        made.append(
            Target(
                indicator=indicator,
                region_id=old.region_id,
                year=year,
                quarter=old.quarter,
                text=old.text,
                conditions=meaning["conditions"],
                readable=meaning["readable"] and sure,
                read_by_person=old.read_by_person and sure,
            )
        )
    Target.objects.bulk_create(made)
    return {"targets": len(made), "unconfirmed": sum(not target.readable for target in made)}


def read_targets_again(indicator: Indicator) -> None:
    """What a bare 80% means depends on whether more is better; what a person has decided stays."""
    for target in indicator.targets.filter(read_by_person=False):
        meaning = _meaning(indicator, target.year, target.text)
        if meaning != {"conditions": target.conditions, "readable": target.readable}:
            target.swap(target.version, **meaning)
