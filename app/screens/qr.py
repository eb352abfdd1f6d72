"""Draws an address as a QR code, for paper."""

from __future__ import annotations

import segno
from markupsafe import Markup


def drawn(url: str) -> Markup:
    """The code of an address of ours, as SVG."""
    made = segno.make(url, error="m", micro=False).svg_inline(scale=8, border=4, omitsize=True, svgclass="code")
    return Markup(made)  # noqa: S704 — drawn by us, of an address of ours
