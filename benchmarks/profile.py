"""Turns one page into the functions that its processor time goes to, in process: `python -m benchmarks.profile list`.

python -m benchmarks.profile list --instance build/bench/huizhi-100000 --by tottime
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from benchmarks.ours import CLERK, PASSWORD
from benchmarks.peers import dataset

PAGES = {
    "list": "/issue/list/",
    "deep": "/issue/list/?page=2000",
    "filter": "/issue/list/?state=resolve&sort=-reported_at",
    "search": f"/issue/list/?q={quote(dataset.SEARCH)}",
    "edit": "/issue/edit/777",
    "add": "/issue/add",
    "show": "/issue/show/777",
}


def main() -> None:
    """Time a page without the profiler, then print the profile."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("page", choices=[*PAGES, "create"], nargs="?", default="list")
    options.add_argument("--instance", type=Path, default=Path("build/bench/huizhi-10000"))
    options.add_argument("--url", help="a database other than the instance's own")
    options.add_argument("--account", default=CLERK)
    options.add_argument("--by", default="cumtime")
    options.add_argument("--lines", type=int, default=60)
    options.add_argument("--times", type=int, default=60)
    given = options.parse_args()
    os.environ["HUIZHI_INSTANCE"] = str(given.instance.absolute())
    if given.url:
        os.environ["HUIZHI_DATABASE_URL"] = given.url
    from app.factory import create_app

    app = create_app()
    client = app.test_client()
    client.post(
        "/login/", data={"csrf_token": token(client, "/login/"), "username": given.account, "password": PASSWORD}
    )
    form = {} if given.page != "create" else {"csrf_token": token(client, "/issue/add")}

    def once() -> Any:
        if given.page != "create":
            answer = client.get(PAGES[given.page])
        else:
            fields = {
                "title": "基准新建诉求",
                "category": "environment",
                "source": "residents",
                "state": "collect",
                "organisation": "40",
                "owner_organisation": "3",
                "reported_at": "2026-01-15T08:30",
                "due_on": "2026-01-22",
            }
            answer = client.post("/issue/add", data={**form, **fields, "_token": str(uuid4())})
        assert answer.status_code in (200, 303), answer.status_code
        return answer

    for _ in range(5):
        once()
    times = []
    for _ in range(given.times):
        start = time.process_time()
        answer = once()
        times.append(time.process_time() - start)
    times.sort()
    print(
        f"{given.page}: {times[0] * 1e3:.2f} ms CPU at best, {times[len(times) // 2] * 1e3:.2f} median; {len(answer.data) / 1024:.0f} KiB"
    )
    if given.lines:
        profile = cProfile.Profile()
        profile.enable()
        for _ in range(given.times):
            once()
        profile.disable()
        pstats.Stats(profile).sort_stats(given.by).print_stats(given.lines)


def token(client: Any, path: str) -> str:
    """The CSRF token of a page."""
    tag = re.search(r'<input[^>]*name="csrf_token"[^>]*>', client.get(path).text)
    assert tag is not None
    return re.search(r'value="([^"]*)"', tag.group(0)).group(1)  # type: ignore[union-attr]


if __name__ == "__main__":
    main()
