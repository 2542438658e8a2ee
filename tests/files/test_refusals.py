"""Why a workbook cannot be used: said in the reader's language, and the same in Chinese as the reader of files says it."""

import pytest
from django.utils import translation

from wastefree.files.refusals import WORDS, why_unusable
from wastefree.lib.sheets import MESSAGES, UnusableFile


@pytest.mark.parametrize("code", list(MESSAGES))
def test_every_refusal_has_the_same_words_everywhere(code: str) -> None:
    with translation.override("zh-hans"):
        assert str(WORDS[code]) == MESSAGES[code]


def test_a_refusal_names_what_it_is_about() -> None:
    error = UnusableFile("too_far", sheet="附件1", cell="XFD1", rows=20000, columns=200)
    with translation.override("zh-hans"):
        assert why_unusable(error) == str(error)
        assert "XFD1" in why_unusable(error)
