"""The initials by which people look for Chinese names: 生活垃圾 is shlj."""

from pypinyin import Style, lazy_pinyin

MAX_LENGTH = 150


def initials(text: str) -> str:
    """The first letters of the syllables, and the letters and digits between them, all small; signs are left out.

    Of a character with several readings the usual one is taken. At most `MAX_LENGTH` characters.
    """
    letters = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))
    return "".join(filter(str.isalnum, letters)).lower()[:MAX_LENGTH]
