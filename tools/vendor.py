"""Turns installed front-end packages into app/static/vendor/: the files in use and one sprite of icons.

Nothing from another project stands in the repository; this folder is made by the set-up and ignored by git.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

FILES = (
    # (file of a package, its place under app/static/vendor/)
    ("@tabler/core/dist/css/tabler.min.css", "tabler/tabler.min.css"),
    ("@tabler/core/dist/css/tabler-vendors.min.css", "tabler/tabler-vendors.min.css"),
    ("@tabler/core/dist/js/tabler.min.js", "tabler/tabler.min.js"),
    ("tom-select/dist/css/tom-select.bootstrap5.min.css", "tom-select/tom-select.bootstrap5.min.css"),
    ("tom-select/dist/js/tom-select.complete.min.js", "tom-select/tom-select.complete.min.js"),
    ("htmx.org/dist/htmx.min.js", "htmx/htmx.min.js"),
    ("sortablejs/Sortable.min.js", "sortable/Sortable.min.js"),
    ("echarts/dist/echarts.min.js", "echarts/echarts.min.js"),
    ("echarts/i18n/langZH.js", "echarts/langZH.js"),
    ("leaflet/dist/leaflet.js", "leaflet/leaflet.js"),
    ("leaflet/dist/leaflet.css", "leaflet/leaflet.css"),
    ("leaflet/dist/images/layers.png", "leaflet/images/layers.png"),
    ("leaflet/dist/images/layers-2x.png", "leaflet/images/layers-2x.png"),
    ("leaflet/dist/images/marker-icon.png", "leaflet/images/marker-icon.png"),
    ("leaflet/dist/images/marker-icon-2x.png", "leaflet/images/marker-icon-2x.png"),
    ("leaflet/dist/images/marker-shadow.png", "leaflet/images/marker-shadow.png"),
    ("swagger-ui-dist/swagger-ui.css", "swagger/swagger-ui.css"),
    ("swagger-ui-dist/swagger-ui-bundle.js", "swagger/swagger-ui-bundle.js"),
)
SPRITE = "icons.svg"


class VendorError(Exception):
    """A file or an icon that the installed packages do not have."""


def copy(root: Path) -> None:
    """Lay app/static/vendor/ anew when the packages, the icon names or this file changed. Raises VendorError."""
    static, packages = root / "app" / "static", root / "node_modules"
    target, stamp = static / "vendor", static / "vendor" / ".made"
    sources = (root / "package-lock.json", static / "icons.txt", Path(__file__))
    mark = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()
    if stamp.exists() and stamp.read_text() == mark:
        return
    missing = [name for name, _ in FILES if not (packages / name).is_file()]
    if missing:
        raise VendorError(f"node_modules lacks {', '.join(missing)}: has a package moved it? See tools/vendor.py")
    sprite = icon_sprite(packages / "@tabler" / "icons" / "icons", icon_names(static / "icons.txt"))
    fresh = static / "vendor.new"
    shutil.rmtree(fresh, ignore_errors=True)
    for name, place in FILES:
        (fresh / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(packages / name, fresh / place)
    (fresh / SPRITE).write_text(sprite, encoding="utf-8")
    (fresh / ".made").write_text(mark)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def icon_names(path: Path) -> tuple[str, ...]:
    """The names listed in a file, one a line; empty lines and lines beginning with # are left out."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def icon_sprite(icons: Path, names: Iterable[str]) -> str:
    """One SVG with a symbol for each name; `star-filled` is the filled star. Raises VendorError naming what is missing.

    The width of strokes is left to the page: <svg class="icon"><use href="…/icons.svg#star"/></svg>.
    """
    symbols, missing = [], []
    for name in sorted(set(names)):
        path = icons / "outline" / f"{name}.svg"
        if name.endswith("-filled"):
            path = icons / "filled" / f"{name.removesuffix('-filled')}.svg"
        if path.is_file():
            symbols.append(symbol(name, path.read_text(encoding="utf-8"), filled=name.endswith("-filled")))
        else:
            missing.append(name)
    if missing:
        raise VendorError(f"icons.txt names icons that Tabler does not have: {', '.join(missing)}")
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def symbol(name: str, svg: str, *, filled: bool) -> str:
    """One icon file as a symbol of the sprite, without the invisible square that frames each icon."""
    inner = re.sub(r"^.*?<svg[^>]*>|</svg>.*$", "", svg, flags=re.DOTALL)
    inner = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", inner)
    inner = re.sub(r"\s*\n\s*", "", inner).strip()
    paint = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
    if filled:
        paint = 'fill="currentColor" stroke="none"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{inner}</symbol>'
