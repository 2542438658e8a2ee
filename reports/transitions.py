"""What can be done to a self-assessment: its words are written, guarded by the version they were based on."""

from collections.abc import Mapping

from reports.models import SelfAssessment
from wastefree.accounts.models import User
from wastefree.changes import change, create


def write_self_assessment(
    assessment: SelfAssessment, *, by: User, based_on: int, words: Mapping[str, str], key: str = ""
) -> SelfAssessment:
    """Keeps the words; the first time it makes the row. Raises `StaleError`."""
    if assessment.pk is None:
        create(assessment, by=by, verb="self_assessment.created", fields=words, key=key)
        return assessment
    return change(assessment, by=by, verb="self_assessment.updated", based_on=based_on, changes=words, key=key)
