"""The written pages, one file each; `VIEWS` lists them."""

from __future__ import annotations

from typing import Any

from views.designer import DesignerView
from views.files import FileView
from views.home import HomeView
from views.me import MeView
from views.meeting import MeetingView
from views.meeting_worker import WorkerView
from views.preferences import PreferencesView
from views.public import PublicView
from views.search import SearchView
from views.trace import TraceView

VIEWS: tuple[type[Any], ...] = (
    HomeView,
    MeView,
    PreferencesView,
    SearchView,
    FileView,
    TraceView,
    DesignerView,
    PublicView,
    MeetingView,
    WorkerView,
)
