"""The application as the benchmark serves it; with BENCH_SQL_LOG set, every statement goes to that file as a JSON
line.
"""

from __future__ import annotations

import json
import os
from typing import Any

from sqlalchemy import Engine, event

from app.factory import create_app

app = create_app()

if log := os.environ.get("BENCH_SQL_LOG"):

    @event.listens_for(Engine, "before_cursor_execute")
    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        """Append a statement."""
        with open(log, "a", encoding="utf-8") as file:
            file.write(json.dumps(" ".join(statement.split()), ensure_ascii=False) + "\n")
