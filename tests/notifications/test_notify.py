"""A notice is written once, with the change that it tells of."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.utils.translation import override

from wastefree.accounts.models import User
from wastefree.lib.periods import Period
from wastefree.notifications.models import Delivery, Notification
from wastefree.notifications.notify import notify
from wastefree.notifications.texts import KINDS

FACTS: dict[str, Any] = {
    "plan": "试点实施方案",
    "number": "督办〔2024〕1号",
    "title": "补齐台账",
    "late": 2,
    "period": Period(2024, 3),
    "due": date(2024, 10, 12),
    "count": 5,
    "by": "吴静",
    "organization": "市住建局",
    "quantity": "生活垃圾清运量",
    "reason": "与环卫台账不一致",
    "text": "请附台账",
    "until": date(2024, 11, 20),
    "on": date(2024, 10, 1),
}


def test_the_same_key_is_told_once(lin: User) -> None:
    assert notify(lin, "round.opened", "round:1:opened", FACTS)
    assert not notify(lin, "round.opened", "round:1:opened", FACTS)
    assert Notification.objects.count() == 1


def test_the_same_key_sends_one_message(lin: User) -> None:
    lin.email = "lin@city.example"
    lin.save()
    for _ in range(2):
        notify(lin, "round.opened", "round:1:opened", FACTS)
    assert Delivery.objects.count() == 1


def test_each_person_is_told(lin: User, gao: User) -> None:
    assert notify(lin, "round.opened", "round:1:opened", FACTS)
    assert notify(gao, "round.opened", "round:1:opened", FACTS)


def test_a_change_that_fails_tells_nobody(lin: User) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        notify(lin, "round.opened", "round:1:opened", FACTS)
        raise RuntimeError
    assert not Notification.objects.exists()
    assert not Delivery.objects.exists()


def test_who_has_an_address_gets_a_message_too(lin: User, gao: User) -> None:
    lin.email = "lin@city.example"
    lin.save()
    notify(lin, "round.opened", "round:1:opened", FACTS)
    notify(gao, "round.opened", "round:1:opened", FACTS)
    assert [delivery.address for delivery in Delivery.objects.all()] == ["lin@city.example"]


def test_an_unknown_kind_is_an_error_of_the_program(lin: User) -> None:
    with pytest.raises(KeyError):
        notify(lin, "no.such.kind", "key", FACTS)


def test_a_missing_fact_is_found_when_it_is_written(lin: User) -> None:
    with pytest.raises(KeyError):
        notify(lin, "round.opened", "key", {"plan": "方案"})
    assert not Notification.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_sentence(kind: str, lin: User) -> None:
    notify(lin, kind, "key", FACTS)
    assert "%(" not in Notification.objects.get().sentence


def test_a_period_and_a_day_are_read_in_each_language(lin: User) -> None:
    notify(lin, "round.opened", "key", FACTS)
    notice = Notification.objects.get()
    assert "2024年第三季度" in notice.sentence
    assert "2024年10月12日" in notice.sentence
    with override("en"):
        assert "2024 Q3" in notice.sentence


def test_what_somebody_typed_stays_what_it_is(lin: User) -> None:
    reason = "{{7*7}} {0.__class__} %(count)s <b>"
    notify(lin, "entry.returned", "key", {**FACTS, "reason": reason})
    assert reason in Notification.objects.get().sentence
