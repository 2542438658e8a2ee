"""The round that is open: everybody is somewhere else on the way, so that each role finds something to do."""

from datetime import date, datetime, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.models import Entry, Round
from indicators.transitions import attach, check, open_round, plan_round, return_, save_entry, submit
from indicators.transitions.review import keep
from wastefree.access import Role
from wastefree.demo.history import Writer, revisions
from wastefree.files.uploads import receive
from wastefree.lib.periods import Period
from wastefree.lib.workdays import on_or_after

# How far each organization is: those not named have everything approved.
UNTOUCHED = frozenset({"bayan-obo", "emergency", "police"})
WAITS_FOR_OFFICE = frozenset({"qingshan", "housing", "health", "statistics"})
WAITS_FOR_REVIEWER = frozenset({"donghe", "agriculture"})
PEOPLE_OF_THE_DEMO = frozenset({"ecology", "kundulun"})
# Of what the demonstration's own reporters owe, in order: handed in and checked, handed in, returned, typed, not yet.
CHECKED, SUBMITTED, RETURNED, TYPED = 5, 9, 10, 14
REASON = "与上季度相比变化较大，请核对台账后重新填报，并上传佐证材料。（演示）"


def load_current_round(writer: Writer, period: Period, today: date, now: datetime) -> None:
    due = on_or_after(today + timedelta(days=6))
    round_ = plan_round(
        writer.plan, period, by=None, opens_on=period.end + timedelta(days=1), due_on=due, closes_on=due + timedelta(20)
    )
    open_round(round_, by=None, based_on=round_.version)
    entries = list(round_.entries.with_context())
    _in_bulk(writer, [entry for entry in entries if entry.organization.code not in UNTOUCHED | PEOPLE_OF_THE_DEMO])
    for code in sorted(PEOPLE_OF_THE_DEMO):
        _by_hand(writer, round_, code, now)


def _in_bulk(writer: Writer, entries: list[Entry]) -> None:
    filled = []
    for entry in entries:
        whole = writer.approved(entry.round, entry.quantity, entry.organization)
        whole.pk = entry.pk
        if entry.organization.code in WAITS_FOR_OFFICE | WAITS_FOR_REVIEWER:
            whole.state, whole.approved_by, whole.approved_at = "checked", None, None
        if entry.organization.code in WAITS_FOR_REVIEWER:
            whole.state, whole.checked_by, whole.checked_at = "submitted", None, None
        filled.append(whole)
    written = [field.name for field in Entry._meta.concrete_fields if not field.primary_key]
    Entry.objects.bulk_update(filled, written, batch_size=100)
    keep([each for entry in filled for each in revisions(entry)])


def _by_hand(writer: Writer, round_: Round, code: str, now: datetime) -> None:
    """Through the same functions as the pages, so that notices and the audit trail are there."""
    reporter, reviewer = writer.cast.people[code, Role.REPORTER], writer.cast.people[code, Role.REVIEWER]
    entries = [each for each in round_.entries.with_context() if each.organization.code == code]
    for entry in entries[:TYPED]:
        figure = writer.figure(entry.quantity, round_.period, entry.organization)
        save_entry(entry, figure, "", by=reporter, at=now, based_on=entry.version)
    _give_evidence(entries[0], now, writer)
    submit(_fresh(round_, entries[:RETURNED]), by=reporter, at=now)
    check(_fresh(round_, entries[:CHECKED]), by=reviewer, at=now)
    return_(_fresh(round_, entries[SUBMITTED:RETURNED]), REASON, by=reviewer, at=now)


def _give_evidence(entry: Entry, now: datetime, writer: Writer) -> None:
    reporter = writer.cast.reporter(entry.organization)
    table = f"演示数据,{entry.quantity.name},{entry.round}\r\n月份,数量({entry.quantity.unit})\r\n"
    upload = SimpleUploadedFile("统计台账（演示）.csv", BytesIO(("\ufeff" + table).encode()).getvalue(), "text/csv")
    attach(entry, receive(upload, organization=entry.organization, by=reporter), by=reporter)


def _fresh(round_: Round, entries: list[Entry]) -> list[Entry]:
    return list(round_.entries.with_context().filter(pk__in=[entry.pk for entry in entries]))
