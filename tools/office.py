"""Turns an empty folder into an office for a while: an instance with sample data, a server, and a Chromium that
visits it.

The pictures (`tools.screenshots`) and the tests in a browser (`tests/browser`) look at the same office: the sample
that a newcomer gets, served by gunicorn as in earnest, reached over a port that was free.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "Huizhi-Sample-2026"  # noqa: S105  # of accounts that live as long as the office
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 30.0  # seconds until the server must answer


@dataclass(frozen=True, kw_only=True)
class Office:
    """Where an office is open, and who may look in."""

    url: str
    instance: Path

    def door(
        self, browser: Any, account: str, *, language: str = "zh", theme: str = "light", phone: bool = False
    ) -> Any:
        """A browser context in which an account is signed in, with its language and theme chosen."""
        context = self.context(browser, phone=phone, theme=theme, language=language)
        if account:
            page = context.new_page()
            page.goto("/login/")
            page.fill("#username", account)
            page.fill("#password", PASSWORD)
            page.click("button.btn-primary")
            page.wait_for_selector("#main")
            token = page.locator("body").get_attribute("data-csrf")
            for path, name, value in (("/language", "language", language), ("/theme", "theme", theme)):
                context.request.post(path, form={"csrf_token": token, name: value}, max_redirects=0)
            page.close()
        return context

    def context(self, browser: Any, *, phone: bool = False, theme: str = "light", language: str = "zh") -> Any:
        """A browser context of a guest: a window of its own, a phone's or a desk's."""
        return browser.new_context(
            base_url=self.url,
            viewport=PHONE if phone else WIDE,
            has_touch=phone,
            is_mobile=phone,
            locale="zh-CN" if language == "zh" else "en-GB",
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            accept_downloads=True,
        )


def chromium() -> str | None:
    """Where this machine has a Chromium; None without one."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium without a window. Raises LookupError where the machine has none."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    if path is None:
        raise LookupError(f"There is no Chromium here; one of {', '.join(BROWSERS)} must be installed.")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"],
            env={**os.environ, "LC_ALL": "C.UTF-8"},  # else a file with a Chinese name is called "download"
        )
        try:
            yield found
        finally:
            found.close()


def environment(instance: Path, port: int) -> dict[str, str]:
    """The settings of an office in this folder, and nothing of the settings around us."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("HUIZHI_")},
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "HUIZHI_INSTANCE": str(instance),
        "HUIZHI_SAMPLE_PASSWORD": PASSWORD,
        "HUIZHI_WORKERS": "1",
        "HUIZHI_THREADS": "6",
    }


def furnish(instance: Path) -> None:
    """Make an instance with the sample data. Raises RuntimeError with what the failing command said."""
    for command in ("release", "seed"):
        done = subprocess.run(
            (sys.executable, "-m", "flask", "--app", "app.factory", command),
            cwd=ROOT,
            env=environment(instance, free_port()),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"flask {command} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def office(folder: Path, furnished: Path | None = None) -> Iterator[Office]:
    """An office in `folder`, open until the block ends: with a copy of a furnished instance, else with one of its own.

    Raises RuntimeError when it does not open.
    """
    instance, port = folder / "instance", free_port()
    if furnished is None:
        furnish(instance)
    else:
        shutil.copytree(furnished, instance)
    log = (folder / "server.log").open("w+")
    server = subprocess.Popen(
        (sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "app.factory:create_server()"),
        cwd=ROOT,
        env=environment(instance, port),
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, server, log)
        yield Office(url=url, instance=instance)
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)
        log.close()


def wait_for(url: str, server: subprocess.Popen[bytes], log: Any) -> None:
    """Until the sign-in page answers. Raises RuntimeError with the server's words when it never does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            with urlopen(f"{url}/login/", timeout=5):  # noqa: S310  # our own address
                return
        except URLError:
            time.sleep(0.1)
    log.seek(0)
    raise RuntimeError(f"The server did not open at {url}:\n{log.read()}")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
