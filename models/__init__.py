"""The subjects of a street office, one file each; `MODELS` lists them in the order of the menu."""

from __future__ import annotations

from typing import Any

from app.access.codes import CodeEntry
from app.cases.days import DayOff
from models.account import Account
from models.compound import Building, Compound
from models.confirmation import JudicialConfirmation
from models.corrections import PointsCorrection
from models.deliberation import DeliberationSession, SessionAttendance, SessionDecision
from models.issue import Issue
from models.loop import decisions, entries, following, reports  # noqa: F401 (how records follow processes and meetings)
from models.loop.assignment import Assignment, ProgressLog
from models.loop.choosing import ProcessRule
from models.loop.notices import Notice
from models.loop.supervision import Supervision
from models.loop.visit import ReturnVisit
from models.mediation import Mediation, MediationParty
from models.organisation import Organisation
from models.papers import CaseDocument, DocumentTemplate
from models.party import PartyMeeting, PartyMember
from models.person import Person
from models.points import PointsAccount, PointsEntry, PointsRule
from models.post import Post
from models.property import Disclosure, FeePeriod, PropertyCompany, PropertyRating
from models.report import IssueReport
from models.rewards import Redemption, Reward
from models.statements import SessionStatement, SessionVote
from models.volunteer import Volunteer
from models.volunteering import Activity, ServiceRecord, VolunteerTeam

MODELS: tuple[type[Any], ...] = (
    Issue,
    Notice,
    IssueReport,
    DeliberationSession,
    SessionDecision,
    SessionAttendance,
    Assignment,
    ProgressLog,
    ReturnVisit,
    Supervision,
    Mediation,
    MediationParty,
    JudicialConfirmation,
    CaseDocument,
    DocumentTemplate,
    SessionStatement,
    SessionVote,
    Organisation,
    Person,
    PartyMember,
    PartyMeeting,
    Volunteer,
    VolunteerTeam,
    Activity,
    ServiceRecord,
    Compound,
    Building,
    PropertyCompany,
    FeePeriod,
    Disclosure,
    PropertyRating,
    PointsAccount,
    PointsEntry,
    Reward,
    Redemption,
    PointsCorrection,
    PointsRule,
    DayOff,
    ProcessRule,
    Account,
    Post,
    CodeEntry,
)
