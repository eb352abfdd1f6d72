"""Turns values into a piece of a page, once for each set of values: the sidebar, the panel of conditions, the columns.

What is kept depends on its values and the language alone, so nothing has to be forgotten when rows change. Nothing
that a person typed may be kept: it would stay in memory for longer than the request.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup

MOST = 500  # pieces of some ten thousand characters


class Fragments:
    """`fragment("partials/side.html", menu=…)` in templates. The values are hashable; the piece sees nothing else."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.kept = lru_cache(maxsize=MOST)(self.made)

    def __call__(self, template: str, **values: Any) -> Markup:
        """The piece; made anew each time while templates are being edited."""
        make = self.made if self.app.debug else self.kept
        return make(template, str(get_locale()), **values)

    def made(self, template: str, locale: str, **values: Any) -> Markup:
        """The piece, rendered. `locale` is part of what is kept; the template asks for it itself."""
        return Markup(self.app.jinja_env.get_template(template).render(**values))  # noqa: S704  # it escaped its values
