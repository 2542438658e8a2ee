"""What happens to progress reports beside their review (`indicators.transitions.review`): they follow whoever answers."""

from datetime import datetime

from django.utils import timezone

from indicators.models import EntryState, Step
from indicators.transitions.review import keep
from tasks.models import ProgressReport, Project, ProjectReport, Task, TaskReport
from wastefree.accounts.models import Organization, User
from wastefree.changes import write_each


def follow_lead(task: Task, *, by: User) -> None:
    """Reports of open rounds that nobody has approved yet become the present lead's, with all that stands in them."""
    _pass_on(TaskReport, task, task.lead, by, timezone.now())


def follow_responsible(project: Project, *, by: User) -> None:
    _pass_on(ProjectReport, project, project.organization, by, timezone.now())


def _pass_on(
    kind: type[ProgressReport], about: Task | Project, holder: Organization | None, by: User, at: datetime
) -> None:
    """Called inside the transaction in which the holder changes."""
    if holder is None:
        return
    open_ = kind.objects.binding().filter(**{kind.ABOUT: about}, locked=False).exclude(state=EntryState.APPROVED)
    held = open_.exclude(organization=holder).select_for_update(of=("self",), no_key=True).with_context()
    moving: list[ProgressReport] = list(held)
    write_each([(row, {"organization": holder}) for row in moving], by=by, verb=f"{kind.NAMES.one}.moved")
    keep([row.revision(Step.MOVED, by=by, at=at) for row in moving if row.is_filled])
