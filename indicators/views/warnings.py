"""The open questions about the figures of a round, in one list: for the office all, for an organization its own."""

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from indicators import workbooks
from indicators.comparisons import compare
from indicators.current import round_of_page
from indicators.findings import Code
from indicators.forms.warnings import WarningList
from indicators.grid import Row
from indicators.models import Entry, Round
from indicators.models.entry import EntryQuerySet
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.files.responses import download_lists
from wastefree.lib.listbook import Cell, Column, Sheet


@requires(Role.OFFICE, Role.LEADER, Role.REPORTER, Role.REVIEWER)
def warning_list(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse:
    round_ = round_of_page(request, plan_code, round_pk)
    form, rows, every = _asked_for(request, round_)
    context = {
        "plan": round_.plan,
        "round": round_,
        "form": form,
        "page": Paginator(rows, form.page_size).get_page(request.GET.get("page")),
        "total": len(every),
        "unexplained": sum(not row.entry.note.strip() for row in every),
        "whole": request.user.has_role(Role.OFFICE) or request.user.has_role(Role.LEADER),
    }
    return render(request, "indicators/warnings.html", context)


@requires(Role.OFFICE, Role.LEADER, Role.REPORTER, Role.REVIEWER)
def export(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse | FileResponse:
    """The rows of the page as a file."""
    round_ = round_of_page(request, plan_code, round_pk)
    _form, rows, _every = _asked_for(request, round_)
    columns = [
        Column(_("填报单位"), 18),
        Column(_("数据项"), 28),
        Column(_("数值"), 14),
        Column(pgettext("measure", "单位"), 10),
        Column(_("疑问"), 50),
        Column(_("填报人的说明"), 40),
        Column(_("状态"), 12),
    ]
    note = workbooks.note(round_.plan, workbooks.label(round_.period))
    sheet = Sheet(_("数据疑问"), note, columns, [_line(row) for row in rows])
    name = _("数据疑问_%(city)s_%(period)s") % {"city": round_.plan.city, "period": workbooks.label(round_.period)}
    return download_lists(request, name, [sheet], about=round_, verb="warnings.exported")


def _line(row: Row) -> list[Cell]:
    entry = row.entry
    return [
        str(entry.organization),
        entry.quantity.name,
        workbooks.figure_cell(entry.figure, entry.quantity.decimals),
        entry.quantity.unit,
        "\n".join(row.questions),
        entry.note.strip() or _("未说明"),
        entry.get_state_display(),
    ]


def _asked_for(request: SignedInRequest, round_: Round) -> tuple[WarningList, list[Row], list[Row]]:
    """The form, the rows that it asks for, and all that the person may see."""
    entries = Entry.objects.visible_to(request.user).in_round(round_).filled()
    form = WarningList(request.GET, entries=entries)
    every = questioned(entries, round_)
    order = {pk: place for place, pk in enumerate(form.narrow(entries).values_list("pk", flat=True))}
    rows = sorted((row for row in every if row.entry.pk in order), key=lambda row: order[row.entry.pk])
    return form, [row for row in rows if form.asks_for(_kinds(row), row.entry.note)], every


def _kinds(row: Row) -> list[Code]:
    return [finding.code for finding in row.beside.findings]


def questioned(entries: EntryQuerySet, round_: Round) -> list[Row]:
    """Those whose figures raise a question."""
    chosen = list(entries.with_context())
    compared = compare(chosen, round_)
    return [Row(entry, compared[entry.pk]) for entry in chosen if compared[entry.pk].findings]
