"""A web address, shown as a link that gives nothing away and runs nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import SplitResult, urlsplit

from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.orm import MappedColumn

from app.fields.base import Context, Invalid, Words, mapped
from app.fields.text import Text, shorten


@dataclass(frozen=True, kw_only=True)
class Url(Text):
    """An address on the web, http or https only; `www.…` is taken as http."""

    kind: ClassVar[str] = "url"
    groupable: ClassVar[bool] = False
    free: ClassVar[bool] = False
    widget: ClassVar[str] = "url"

    length: int = 500

    def check(self, value: Any, context: Context) -> Any:
        address = f"http://{value}" if value.lower().startswith("www.") else value
        if web_address(address) is None:
            raise Invalid(gettext("Give a web address that begins with http:// or https://."))
        return super().check(address, context)

    def cell(self, value: Any, context: Context) -> str | Markup:
        return self.anchor(value, shorten(re.sub(r"^https?://", "", value or "", flags=re.IGNORECASE)))

    def detail(self, value: Any, context: Context) -> str | Markup:
        return self.anchor(value, value or "")

    def anchor(self, value: Any, shown: str) -> str | Markup:
        """A link that opens apart; plain text where the value is no web address after all."""
        if value is None or web_address(value) is None:
            return value or ""
        link = '<a class="lnk" href="{}" target="_blank" rel="noopener noreferrer">{}</a>'
        return Markup(link).format(value, shown)  # noqa: S704 (format escapes both)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "uri", "maxLength": self.length}


def web_address(text: str) -> SplitResult | None:
    """The parts of an http or https address with a host and without a user's name; None for anything else."""
    if re.search(r"[\s\\<>\"]", text):  # browsers read a backslash as a slash, and so another host
        return None
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and host and "@" not in parts.netloc else None


def url(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of web addresses: `notice: Mapped[str | None] = url(_("Published at"))`."""
    return mapped(Url(label=label, **options))
