"""Several people at the same order in the same moment: one is first, the others are told and change nothing."""

import pytest

from indicators.models import Plan
from tasks.models import Order, OrderState
from tasks.transitions import Refused, close_order, send_back
from tests.concurrency.test_entries import all_at_once
from tests.factories import NOON, create_attachment, create_order, create_reply, create_user
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.versions import StaleError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def answered(plan: Plan, housing: Organization, lin: User, wu: User) -> Order:
    order = create_order(plan, housing, by=wu, state=OrderState.ANSWERED)
    create_reply(order, lin, files=[create_attachment(housing, lin)])
    return order


def test_of_several_who_close_or_send_back_one_is_first(answered: Order, office: Organization) -> None:
    people = [create_user("", Role.OFFICE, organization=office) for _ in range(6)]

    def work(person: int) -> User | None:
        by = people[person]
        try:
            if person % 2:
                send_back(answered, "再补", by=by, at=NOON, based_on=1)
            else:
                close_order(answered, "属实", by=by, at=NOON, based_on=1)
        except (StaleError, Refused):
            return None
        return by

    [first] = [user for user in all_at_once(work, len(people)) if user]
    answered.refresh_from_db()
    assert answered.version == 2
    record = Record.objects.about(answered).get()
    assert record.actor_id == first.pk
    assert record.verb == ("order.closed" if answered.state == OrderState.CLOSED else "order.sent_back")
