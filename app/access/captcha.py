"""Asks whoever fills in a public form for a small sum in words: “三加四等于几？”, without help of another host.

It is text, so that a screen reader reads it out; a picture of digits beside it would keep out nobody whom the text
lets in. It stops programs that fill in every form they find. One that was written for this form is held up by the
limit of entries (`app/access/sendings.py`).

Nothing is kept on the server. A question has a number (the UUID that the form gives its entry as `client_uuid`) and a
seal: the moment when it ends, and a mark of the data keys over page, number and moment. The sum follows from the same
three, under another key. Since no two entries have the same `client_uuid`, an answered question makes one entry at
most; answered once more it leads to the entry that is there. A wrong answer gets another question.
"""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from flask_babel import gettext

from app.fields.secret import blind

LASTS = timedelta(hours=1)
LANGUAGES = ("zh", "en")
DIGITS = "零一二三四五六七八九十"
NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Question:
    """A sum that was asked: its number and seal go into the form, its words onto the page."""

    token: str
    seal: str
    one: int
    two: int
    minus: bool

    @property
    def result(self) -> int:
        """What the sum makes."""
        return self.one - self.two if self.minus else self.one + self.two

    def words(self, locale: str) -> str:
        """The question."""
        one, two = spelt(self.one, locale), spelt(self.two, locale)
        if self.minus:
            return gettext("What is %(one)s minus %(two)s?", one=one, two=two)
        return gettext("What is %(one)s plus %(two)s?", one=one, two=two)

    def answered(self, given: str) -> bool:
        """Whether an answer is right: in digits of any width, or in words."""
        said = unicodedata.normalize("NFKC", given).strip().lower()
        return said in {str(self.result), *(spelt(self.result, locale) for locale in LANGUAGES)}


def ask(page: str, now: datetime) -> Question:
    """A new question on a page."""
    token, ends = str(uuid4()), str(int((now + LASTS).timestamp()))
    return _made(page, token, ends)


def asked(page: str, token: str, seal: str, now: datetime) -> Question | None:
    """The question that a form brings back; None for one of another page, one that ended, one never asked."""
    ends = seal.partition(".")[0]
    if not (ends.isascii() and ends.isdigit() and len(ends) < 12) or int(ends) < now.timestamp():
        return None
    question = _made(page, token, ends)
    return question if hmac.compare_digest(question.seal.encode(), seal.encode()) else None


def _made(page: str, token: str, ends: str) -> Question:
    named = f"{page} {token} {ends}"
    seal = f"{ends}.{blind(named, 'captcha').hex()[:32]}"
    chance = blind(named, "captcha sum")
    one, two, minus = chance[0] % 8 + 2, chance[1] % 8 + 1, bool(chance[2] % 2)
    return Question(token=token, seal=seal, one=one + two if minus else one, two=two, minus=minus)


def spelt(number: int, locale: str) -> str:
    """A number up to eighteen in words: 十七, seventeen."""
    if locale == "en":
        return NUMBERS[number]
    return DIGITS[number] if number <= 10 else f"十{DIGITS[number - 10]}"
