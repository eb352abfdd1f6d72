"""Words that a street writes itself, in Chinese and, where it likes, in English."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import get_locale


@dataclass(frozen=True)
class Bilingual:
    """A label in both languages; read with str(), as a lazy text is. Chinese stands in for English that is missing."""

    zh: str
    en: str = ""

    def __str__(self) -> str:
        return self.en if self.en and str(get_locale()) == "en" else self.zh

    def to_json(self) -> dict[str, str]:
        """As a form keeps it."""
        return {"zh": self.zh, **({"en": self.en} if self.en else {})}
