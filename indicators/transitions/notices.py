"""Who is told of which change. Called inside the transaction of the change."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse

from indicators.models import Correction, Entry, EntryComment, Reopening, Reported, Round
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.notifications.notify import notify
from wastefree.notifications.texts import Fact


def tell_moved(step: str, rows: Sequence[Reported], *, by: User, key: str) -> None:
    """One notice for each person and round, however many of one kind have moved."""
    if step == "return":
        for row in rows:
            _tell_returned(row, by)
        return
    groups: dict[tuple[Round, Organization], list[Reported]] = {}
    for row in rows:
        groups.setdefault((row.round, row.organization), []).append(row)
    for (round_, organization), group in groups.items():
        first = group[0]
        own_key = key or f"{first.pk}.{first.version}"
        occasion = f"{first.NAMES.many}.{step}:{round_.pk}:{organization.pk}:{own_key}"
        facts: dict[str, Fact] = {
            "period": round_.period,
            "count": len(group),
            "by": str(by),
            "organization": organization.label,
        }
        for user, kind, page in _audience(step, first):
            notify(user, f"{first.NAMES.many}.{kind}", occasion, facts, page)


def _audience(step: str, row: Reported) -> Iterable[tuple[User, str, str]]:
    """Who is told of a step, by which kind of notice, and which page it leads to."""
    round_, organization = row.round, row.organization
    review = reverse(row.NAMES.review, args=[round_.plan.code, round_.pk])
    passed_over = not round_.plan.organization_review
    if step == "submit" and not passed_over:
        return [(user, "submitted", review) for user in User.objects.holding(Role.REVIEWER).of(organization)]
    if step == "submit":
        return [(user, "handed_in", review) for user in User.objects.holding(Role.OFFICE)]
    if step == "check" and round_.plan.office_review:
        return [(user, "checked", review) for user in User.objects.holding(Role.OFFICE)]
    if step in ("check", "approve"):
        form = form_page(row)
        return [(user, "approved", form) for user in User.objects.holding(Role.REPORTER).of(organization)]
    return []


def form_page(row: Reported) -> str:
    """The page on which its organization fills the round in."""
    return reverse(row.NAMES.form, args=[row.round.plan.code, row.round_id])


def tell_commented(comment: EntryComment) -> None:
    """The office hears of an organization's word, the organization's people of everybody else's."""
    entry, by = comment.entry, comment.by
    facts: dict[str, Fact] = {
        "period": entry.round.period,
        "quantity": entry.quantity.name,
        "by": str(by),
        "text": comment.text,
    }
    own = User.objects.holding(Role.REPORTER, Role.REVIEWER).of(entry.organization)
    heard = [*own] if by.organization_id != entry.organization_id else [*own, *User.objects.holding(Role.OFFICE)]
    for user in {each.pk: each for each in heard if each.pk != by.pk}.values():
        notify(user, "entry.commented", f"entry.commented:{comment.pk}", facts, _page_of(entry))


def tell_correction_proposed(correction: Correction) -> None:
    facts = _facts_of(correction)
    for user in User.objects.holding(Role.OFFICE):
        notify(user, "correction.proposed", f"correction.proposed:{correction.pk}", facts, _page_of(correction.entry))


def tell_correction_decided(correction: Correction) -> None:
    kind = f"correction.{correction.state}"
    notify(correction.by, kind, f"{kind}:{correction.pk}", _facts_of(correction), _page_of(correction.entry))


def _facts_of(correction: Correction) -> dict[str, Fact]:
    entry = correction.entry
    return {
        "period": entry.round.period,
        "quantity": entry.quantity.name,
        "organization": entry.organization.label,
        "reason": correction.answer or correction.reason,
    }


def _page_of(entry: Entry) -> str:
    return reverse("indicators:entry", args=[entry.round.plan.code, entry.pk])


def tell_reopened(reopening: Reopening) -> None:
    round_ = reopening.round
    facts: dict[str, Fact] = {"period": round_.period, "until": reopening.until, "reason": reopening.reason}
    page = reverse("indicators:grid", args=[round_.plan.code, round_.pk])
    for user in User.objects.holding(Role.REPORTER).of(reopening.organization):
        notify(user, "round.reopened_for", f"round.reopened_for:{reopening.pk}", facts, page)


def _tell_returned(row: Reported, by: User) -> None:
    facts: dict[str, Fact] = {
        "period": row.round.period,
        "quantity": row.subject,  # so it was called while there were figures alone, and notices keep their facts
        "by": str(by),
        "reason": row.return_reason,
    }
    page, kind = f"{form_page(row)}#{row.anchor}", f"{row.NAMES.one}.returned"
    for user in User.objects.holding(Role.REPORTER).of(row.organization):
        notify(user, kind, f"{kind}:{row.pk}:{row.version}", facts, page)


def tell_opened(round_: Round, rows: Iterable[Reported]) -> None:
    """Those whose organization has to hand in one of the rows; they are led to where the first of them is filled in."""
    facts: dict[str, Fact] = {"plan": round_.plan.name, "period": round_.period, "due": round_.due_on}
    pages: dict[int, str] = {}
    for row in rows:
        pages.setdefault(row.organization_id, form_page(row))
    for user in User.objects.holding(Role.REPORTER).filter(organization__in=pages):
        notify(user, "round.opened", f"round.opened:{round_.pk}", facts, pages[user.organization_id or 0])


def tell_due(round_: Round, counts: Mapping[int, int], pages: Mapping[int, str], today: date) -> list[int]:
    """Reminds the reporters of what their organization still owes, by its key, and where; once a day.

    Answers with the organizations of those who were told, one for each person.
    """
    kind = "round.overdue" if round_.is_late(today) else "round.due_soon"
    told: list[int] = []
    for user in User.objects.holding(Role.REPORTER).filter(organization__in=counts):
        organization = user.organization_id or 0
        facts: dict[str, Fact] = {"period": round_.period, "due": round_.due_on, "count": counts[organization]}
        if notify(user, kind, f"round.due_soon:{round_.pk}:{today.isoformat()}", facts, pages[organization]):
            told.append(organization)
    return told
