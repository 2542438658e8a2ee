"""Messages leave: none is lost, a repetition bears the same Message-ID, and what cannot be sent gives up at last."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests.notifications.test_notify import FACTS
from wastefree.accounts.models import User
from wastefree.notifications.channels import send_email
from wastefree.notifications.jobs import deliver
from wastefree.notifications.models import LEASE, PAUSES, Delivery
from wastefree.notifications.notify import notify
from wastefree.notifications.texts import KINDS

State = Delivery.State


class Post:
    """A mail server that keeps what it gets, and answers as it is told to."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.answers: list[str] = []

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.messages.append(message_from_bytes(envelope.content, policy=default))
        return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC) + timedelta(seconds=1)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, step: timedelta) -> None:
        self.now += step


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    handler = Post()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield handler
    controller.stop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reader(lin: User) -> User:
    lin.email = "lin@city.example"
    lin.save()
    return lin


def test_every_message_arrives_once(reader: User, post: Post, clock: Clock) -> None:
    for number in range(30):
        notify(reader, "round.opened", f"round:{number}", FACTS)
    assert deliver(clock) == 30
    assert deliver(clock) == 0
    assert len({message["Message-ID"] for message in post.messages}) == 30
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_subject_and_a_way_back(kind: str, reader: User, post: Post, clock: Clock) -> None:
    notify(reader, kind, "key", FACTS, url="/plans/city/desk")
    deliver(clock)
    (message,) = post.messages
    body = message.get_content()  # type: ignore[attr-defined]
    assert message["Subject"].strip()
    assert "http://localhost:8000/plans/city/desk" in body
    assert "林晓" in body


def test_text_is_sent_as_it_was_typed(reader: User, post: Post, clock: Clock) -> None:
    notify(reader, "entry.returned", "key", {**FACTS, "reason": "A&B <3月>\r\nBcc: x@y.example"})
    deliver(clock)
    (message,) = post.messages
    assert "A&B <3月>" in message.get_content()  # type: ignore[attr-defined]
    assert message["Bcc"] is None


def test_a_line_break_in_a_name_adds_no_header(reader: User, post: Post, clock: Clock) -> None:
    notify(reader, "entry.returned", "key", {**FACTS, "quantity": "清运量\r\nBcc: x@y.example"})
    deliver(clock)
    (message,) = post.messages
    assert message["Bcc"] is None
    assert "清运量 Bcc: x@y.example" in message["Subject"]


def test_a_refusal_is_tried_again_later(reader: User, post: Post, clock: Clock) -> None:
    notify(reader, "round.opened", "key", FACTS)
    post.answers = ["451 later"]
    assert deliver(clock) == 0
    assert Delivery.objects.get().state == State.WAITING
    assert deliver(clock) == 0
    clock.forward(timedelta(minutes=PAUSES[0]))
    assert deliver(clock) == 1
    assert "451" not in Delivery.objects.get().error


def test_one_bad_address_holds_up_nobody_else(reader: User, gao: User, post: Post, clock: Clock) -> None:
    gao.email = "gao@city.example"
    gao.save()
    post.answers = ["550 no such mailbox"]
    notify(reader, "round.opened", "key", FACTS)
    notify(gao, "round.opened", "key", FACTS)
    assert deliver(clock) == 1
    assert [message["To"] for message in post.messages] == ["gao@city.example"]


def test_after_the_last_pause_it_has_failed(reader: User, post: Post, clock: Clock) -> None:
    notify(reader, "round.opened", "key", FACTS)
    post.answers = ["550 no such mailbox"] * (len(PAUSES) + 1)
    for pause in PAUSES:
        deliver(clock)
        clock.forward(timedelta(minutes=pause))
    deliver(clock)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == (State.FAILED, len(PAUSES) + 1)
    assert "no such mailbox" in delivery.error


def test_a_silent_server_costs_one_attempt_not_a_batch(reader: User, settings: Any, clock: Clock) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for number in range(3):
        notify(reader, "round.opened", f"round:{number}", FACTS)
    assert deliver(clock) == 0
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 1]


def test_a_worker_that_dies_after_sending_repeats_the_same_id(
    reader: User, post: Post, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*args: object) -> None:
        raise SystemExit

    notify(reader, "round.opened", "key", FACTS)
    with monkeypatch.context() as dying, pytest.raises(SystemExit):
        dying.setattr(Delivery, "mark_sent", die)
        deliver(clock)
    assert deliver(clock) == 0, "the lease still runs"
    clock.forward(LEASE)
    assert deliver(clock) == 1
    first, second = post.messages
    assert first["Message-ID"] == second["Message-ID"]


def test_with_workers_dying_nothing_is_lost_and_repetitions_are_at_most_the_deaths(
    reader: User, post: Post, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every third worker dies before it sends, every fifth after it: as if the machine were switched off."""
    send, mark = send_email, Delivery.mark_sent
    calls, deaths = {"send": 0, "mark": 0}, 0

    def dying(name: str, each: int) -> None:
        calls[name] += 1
        if calls[name] % each == 0:
            raise SystemExit

    def send_or_die(*args: Any) -> None:
        dying("send", 3)
        send(*args)

    def mark_or_die(*args: Any) -> None:
        dying("mark", 5)
        mark(*args)

    monkeypatch.setattr("wastefree.notifications.jobs.send_email", send_or_die)
    monkeypatch.setattr(Delivery, "mark_sent", mark_or_die)
    for number in range(40):
        notify(reader, "round.opened", f"round:{number}", FACTS)
    while Delivery.objects.exclude(state=State.SENT).exists():
        try:
            deliver(clock)
        except SystemExit:
            deaths += 1
        clock.forward(LEASE)
    ids = [message["Message-ID"] for message in post.messages]
    assert deaths > 10
    assert len(set(ids)) == 40
    assert len(ids) - 40 <= deaths


def test_two_workers_do_not_send_the_same(reader: User, post: Post, clock: Clock) -> None:
    notify(reader, "round.opened", "key", FACTS)
    pk = Delivery.objects.get().pk
    assert Delivery.objects.claim(pk, clock())
    assert deliver(clock) == 0
    assert post.messages == []


def test_a_closed_account_gets_no_mail(reader: User, post: Post, clock: Clock) -> None:
    notify(reader, "round.opened", "key", FACTS)
    User.objects.filter(pk=reader.pk).update(is_active=False)
    assert deliver(clock) == 0
    assert Delivery.objects.get().state == State.FAILED
    assert post.messages == []


def test_messages_are_in_the_language_of_the_reader(reader: User, post: Post, clock: Clock) -> None:
    reader.language = "en"
    reader.save()
    notify(reader, "round.opened", "key", FACTS)
    deliver(clock)
    (message,) = post.messages
    assert "2024 Q3" in message.get_content()  # type: ignore[attr-defined]
