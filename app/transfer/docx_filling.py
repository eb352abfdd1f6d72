"""The process that fills a template: a task as JSON comes in, an answer as JSON goes out, and it ends.

It is started alone, knows nothing of the application, and limits itself before it reads the task. Its templates are
those of Jinja with everything taken out but plain names.
"""

from __future__ import annotations

import json
import resource
import sys
from io import BytesIO
from typing import Any

MEMORY = 512 * 1024 * 1024
SECONDS = 10


class NoPlaceholder(ValueError):
    """Something between braces that is more than a name."""


def main() -> None:
    """One task."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(limit, (most, most))
    task = json.load(sys.stdin)
    try:
        found: dict[str, Any] = work(bytes.fromhex(task["template"]), task["values"])
    except NoPlaceholder as wrong:
        found = {"wrong": "syntax", "text": str(wrong)}
    except Exception as error:
        found = {"wrong": type(error).__name__}
    sys.stdout.write(json.dumps(found))


def work(data: bytes, values: dict[str, str] | None) -> dict[str, Any]:
    """The names that a template holds, or the document that it becomes with values."""
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, nodes
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Names(ImmutableSandboxedEnvironment):
        """Jinja without anything but text and names; notes the names it meets."""

        met: dict[str, None]

        def _parse(self, source: str, name: Any, filename: Any) -> nodes.Template:
            try:
                tree = super()._parse(source, name, filename)
            except TemplateSyntaxError as error:
                lines = source.splitlines() or [""]
                raise NoPlaceholder(around(lines[min(error.lineno, len(lines)) - 1])) from None
            for output in tree.body:
                parts = output.nodes if isinstance(output, nodes.Output) else [output]
                for part in parts:
                    if isinstance(part, nodes.Name):
                        self.met[part.name] = None
                    elif not isinstance(part, nodes.TemplateData):
                        raise NoPlaceholder(described(part, source))
            return tree

    def described(part: Any, source: str) -> str:
        lines = source.splitlines()
        return around(lines[part.lineno - 1] if 0 < part.lineno <= len(lines) else "")

    environment = Names(
        autoescape=True, undefined=Undefined if values is None else StrictUndefined, keep_trailing_newline=True
    )
    environment.globals.clear()
    environment.filters.clear()
    environment.tests.clear()
    environment.met = {}
    template = DocxTemplate(BytesIO(data))
    template.render(values or {}, jinja_env=environment, autoescape=True)
    if values is None:
        return {"names": list(environment.met)}
    target = BytesIO()
    template.save(target)
    return {"document": target.getvalue().hex()}


def around(line: str) -> str:
    """The braces of a line without the tags of the document, short."""
    import re

    bare = re.sub(r"<[^>]*>", "", line)
    found = re.search(r"\{[{%#].{0,60}", bare)
    return (found[0] if found else bare.strip()[:60]) or "{{ }}"


if __name__ == "__main__":
    main()
