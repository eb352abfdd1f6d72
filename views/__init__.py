"""The written pages, one file each; `VIEWS` lists them."""

from __future__ import annotations

from typing import Any

from views.board import BoardView
from views.daily_log import DailyLogView
from views.designer import DesignerView
from views.duties import DutiesView
from views.files import FileView
from views.follow import FollowView
from views.helping import HelpingView
from views.home import HomeView
from views.indicators import IndicatorView
from views.me import MeView
from views.meeting import MeetingView
from views.meeting_worker import WorkerView
from views.paper_templates import PaperTemplatesView
from views.papers import PapersView, PaperView
from views.posters import PosterView
from views.preferences import PreferencesView
from views.process_new import NewProcessView
from views.processes import ProcessesView
from views.public import PublicView
from views.report import ReportView
from views.search import SearchView
from views.similar import SimilarView
from views.slip import SlipView
from views.steps import StepsView
from views.trace import TraceView

VIEWS: tuple[type[Any], ...] = (
    HomeView,
    MeView,
    PreferencesView,
    SearchView,
    SimilarView,
    DailyLogView,
    DutiesView,
    FileView,
    TraceView,
    DesignerView,
    BoardView,
    IndicatorView,
    StepsView,
    PublicView,
    ReportView,
    FollowView,
    HelpingView,
    PosterView,
    SlipView,
    PaperView,
    PapersView,
    PaperTemplatesView,
    MeetingView,
    WorkerView,
    ProcessesView,
    NewProcessView,
)
