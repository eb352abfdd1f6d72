"""Turns the settings into gunicorn's: `gunicorn "app.factory:create_server()"` serves as config.py says."""

import sys
from pathlib import Path
from typing import Any

from config import WILDCARDS, WrongSetting, load

MEMORY = Path("/dev/shm")  # noqa: S108  # a file system in memory, where Linux has it

try:
    settings = load()
except WrongSetting as error:
    sys.exit(f"Wrong setting: {error}")

loglevel = "warning"
bind = f"{settings.host}:{settings.port}"
preload_app = True  # the workers share what importing made, and a wrong schema stops the start once, with its reason
worker_class = "gthread"
workers = settings.workers
threads = settings.threads
timeout = 60
graceful_timeout = 20
keepalive = 15
# A long-lived worker is replaced now and then, not all of them at once.
max_requests = 20_000
max_requests_jitter = 5_000
# Heartbeats on a disk would wait for the database's writes.
worker_tmp_dir = str(MEMORY) if MEMORY.is_dir() else None
# Forwarded headers are judged in the application, which knows how many proxies stand before it.
forwarded_allow_ips = ""
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Say where the office is open."""
    host = "127.0.0.1" if settings.host in WILDCARDS else settings.host
    print(f"\n  Huizhi 汇治 · http://{host}:{settings.port}/   (Ctrl-C stops it)\n", flush=True)
    if settings.host in WILDCARDS:
        print(f"  Answers only to {', '.join(settings.trusted_hosts)}; more names: HUIZHI_TRUSTED_HOSTS\n", flush=True)
