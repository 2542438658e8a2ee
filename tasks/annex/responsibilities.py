"""What a list of responsibilities (责任清单), or a table of leaders and liaisons, would do to a plan, and doing it.

Of each organization it says who answers for it (`people`), of each thing who leads and who supports (`parts`). What is
not certain is told and changes nothing.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from indicators.annex.bodies import Bodies
from indicators.annex.judgement import Judgement, ordered
from indicators.annex.sheet import Annex, AnnexRow, Problem, Written
from indicators.models import Plan
from tasks.annex import parts, people
from tasks.annex.placing import Placed
from wastefree.accounts.models import Organization, User

KIND = "charges"


def judge(annex: Annex, plan: Plan, bodies: Bodies) -> Judgement:
    """Every row against the plan, in a fixed number of queries; writes nothing."""
    rows, problems = _placed(annex, plan, bodies)
    named, about_people = people.judge(rows, plan)
    given, about_parts = parts.judge(rows, plan)
    every = [*annex.problems, *problems, *about_people, *about_parts]
    return Judgement(KIND, (*named, *given), ordered(every, annex.sheets), remarks=tuple(_remarks(rows)))


def apply(judgement: Judgement, plan: Plan, *, by: User | None) -> None:
    """All lines, inside the caller's transaction. Raises `StaleError` if something has changed since it was judged."""
    for line in judgement.changing:
        line.wanted.write(plan, by=by)


def _placed(annex: Annex, plan: Plan, bodies: Bodies) -> tuple[list[Placed], list[Problem]]:
    """The rows of organizations that take part; in a row without a name it is the one above, as in merged cells."""
    taking_part = set(plan.organizations.active().values_list("pk", flat=True))
    rows: list[Placed] = []
    problems: list[Problem] = []
    cell: Written | None = None
    for row in annex.rows:
        if cell is None or not row["body"].is_blank or row.first.sheet != cell.sheet:
            cell = row["body"]
        found, words = _body(cell, bodies, taking_part)
        if found is not None:
            rows.append(Placed(row, found))
        else:
            problems.append(cell.problem(words))
    return rows, problems


def _body(cell: Written, bodies: Bodies, taking_part: set[int]) -> tuple[Organization | None, str]:
    """The organization of the plan that a cell names, or why there is none."""
    if cell.is_blank:
        return None, _("这一行没有写责任单位，没有读入。")
    found = bodies.known(cell.text)
    if found is None:
        closed = bodies.is_closed(cell.text)
        return None, (
            _("这个单位已停用，没有读入。")
            if closed
            else _("单位名单中没有这个单位，没有读入。请核对写法，或给已有单位加别名。")
        )
    if found.pk not in taking_part:
        return None, _("这个单位没有参加本方案，没有读入。请先在方案页面把它加进参加单位。")
    return found, ""


def _remarks(rows: list[Placed]) -> Iterator[str]:
    if any(_is_of_parts(placed.row) for placed in rows):
        yield _(
            "从责任清单读入分管领导、责任人、联络员，以及指标、任务的牵头和配合单位、项目的责任单位。只增加和更换，不会因为表里少了一行就取消；目标、时限、状态、填报数据和无废细胞只作参考，不读入。"
        )


def _is_of_parts(row: AnnexRow) -> bool:
    return "item" in row.cells and not row["item"].is_blank
