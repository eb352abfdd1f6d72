"""Turns the name of a static file into an address that changes with its content, and serves such addresses.

`python -m tools.statics` writes app/static/build/: hashed copies, compressed, and manifest.json, which maps
"css/huizhi.css" to "css/huizhi.3f2a91b0c4d5.css". Where it has not run, or a source changed since, the source itself
is served with its hash as a query; so a page never shows an old style.
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import json
import logging
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from whitenoise import WhiteNoise

if TYPE_CHECKING:
    from flask import Flask

STATIC = Path(__file__).resolve().parent / "static"
PREFIX = "/static/"
ICON = Markup('<svg class="hz-icon" aria-hidden="true"><use href="{sprite}#{name}"/></svg>')
HASHED = re.compile(r"\.[0-9a-f]{12}\.[^/]+$")

log = logging.getLogger(__name__)


class MissingStatic(LookupError):
    """A static file that is not there; the message names the nearest one."""


def static_url(path: str) -> str:
    """The address of a file under app/static, for example "css/huizhi.css". Raises MissingStatic."""
    return address(path, STATIC, _names())


def address(path: str, static: Path, names: Mapping[str, str]) -> str:
    """The address of `path` given the built names; a file not among them is addressed as it lies in `static`."""
    if path in names:
        return f"{PREFIX}build/{names[path]}"
    source = static / path
    if not source.is_file():
        there = [str(file.relative_to(static).as_posix()) for file in static.rglob("*") if file.is_file()]
        near = difflib.get_close_matches(path, there, 1)
        raise MissingStatic(f"app/static has no file {path!r}." + (f" Did you mean {near[0]!r}?" if near else ""))
    return f"{PREFIX}{path}?v={_content_hash(source, source.stat().st_mtime_ns)}"


def built_names(static: Path) -> dict[str, str]:
    """What the manifest maps each source to; empty where there is none or a source is no longer what was built."""
    manifest = static / "build" / "manifest.json"
    if not manifest.is_file():
        return {}
    content = json.loads(manifest.read_text(encoding="utf-8"))
    changed = [path for path, known in content["sources"].items() if not is_same(static / path, known)]
    if changed:
        log.warning("Static files changed since they were built, so sources are served: %s", ", ".join(changed))
        return {}
    return dict(content["names"])


def is_same(path: Path, known: Mapping[str, str | int]) -> bool:
    """Whether a source still has the content noted in the manifest; reads it only when its time or size differ."""
    if not path.is_file():
        return False
    found = path.stat()
    if found.st_size == known["size"] and found.st_mtime_ns == known["mtime"]:
        return True
    return found.st_size == known["size"] and hashlib.sha256(path.read_bytes()).hexdigest() == known["sha256"]


def serve_statics(app: Flask) -> None:
    """Put WhiteNoise in front of `app`: built files are sent compressed, to be kept for ever by the browser.

    Where the sources are what pages name, they are served too, each read anew when it is asked for.
    """
    build, built = STATIC / "build", bool(_names())
    served = app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        autorefresh=not built,
        immutable_file_test=lambda path, url: bool(HASHED.search(url)),
        add_headers_function=_no_sniffing,
        allow_all_origins=False,
    )
    if build.is_dir():
        served.add_files(str(build), prefix=f"{PREFIX}build/")
    if not built:
        served.add_files(str(STATIC), prefix=PREFIX)


def _no_sniffing(headers: dict[str, str], path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def svg_icon(name: str) -> Markup:
    """An icon of the sprite, for templates."""
    return _icon(static_url("vendor/icons.svg"), name)


@functools.lru_cache(maxsize=1024)
def _icon(sprite: str, name: str) -> Markup:
    return ICON.format(sprite=sprite, name=name)


@functools.cache
def _names() -> dict[str, str]:
    # Read once: under FLASK_DEBUG the sources are served, so that an edit shows at the next reload.
    return {} if os.environ.get("FLASK_DEBUG", "0").lower() not in ("", "0", "false", "no") else built_names(STATIC)


@functools.lru_cache(maxsize=512)
def _content_hash(path: Path, mtime: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
