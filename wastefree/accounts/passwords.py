"""First passwords: random, shown once, changed at the first sign-in.

A first password is drawn from the portal's secret and from the random key of the form that asks for it. So it need
not be kept anywhere, and a form that a nervous hand has sent twice is answered twice with the same password.
"""

from base64 import b32encode

from django.utils.crypto import get_random_string, salted_hmac

from wastefree.accounts.models import User

SALT = "wastefree.accounts.first_password"
GROUPS = 4
GROUP_LENGTH = 4
# Base 32 without the letters that are taken for digits on paper: l for 1, o for 0.
LEGIBLE = str.maketrans("lo", "89")


def first_password(username: str, key: str) -> str:
    """16 letters and digits in groups of four, 80 bits; for the same name and key always the same.

    Raises ValueError for an empty key: without one it could be guessed by whoever learns the secret alone.
    """
    if not key:
        raise ValueError("a first password needs a random key")
    digest = salted_hmac(SALT, f"{key}:{username}", algorithm="sha256").digest()
    signs = b32encode(digest).decode("ascii").lower().translate(LEGIBLE)
    groups = [signs[start : start + GROUP_LENGTH] for start in range(0, GROUPS * GROUP_LENGTH, GROUP_LENGTH)]
    return "-".join(groups)


def fresh_key() -> str:
    """A key of one's own, where no form has brought one."""
    return get_random_string(32)


def give_first_password(user: User, key: str) -> str:
    """Sets, without saving, the password that `user` is to change at once."""
    password = first_password(user.username, key)
    user.set_password(password)
    user.must_change_password = True
    return password
