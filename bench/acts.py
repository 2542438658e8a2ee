"""What is measured: one thing that somebody does, as a person does it, and what all such things need."""

from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client

from wastefree.accounts.models import User


@dataclass(frozen=True)
class Work:
    """One thing that is done, and the least that it could cost. `act` asks the database; a workbook does not."""

    name: str
    act: Callable[[], object]
    floor: Callable[[], object]
    asks: bool = True


def client_of(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def get(client: Client, path: str) -> bytes:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return answer.getvalue()


def posted(status: int, expected: int) -> None:
    if status != expected:
        raise RuntimeError(f"answered {status}")
