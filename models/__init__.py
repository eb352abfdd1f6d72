"""The subjects of a street office, one file each; `MODELS` lists them in the order of the menu."""

from __future__ import annotations

from typing import Any

from app.access.codes import CodeEntry
from models.account import Account
from models.compound import Building, Compound
from models.corrections import PointsCorrection
from models.deliberation import DeliberationSession, SessionAttendance, SessionDecision
from models.issue import Issue
from models.organisation import Organisation
from models.party import PartyMeeting, PartyMember
from models.person import Person
from models.points import PointsAccount, PointsEntry, PointsRule
from models.post import Post
from models.property import Disclosure, FeePeriod, PropertyCompany, PropertyRating
from models.rewards import Redemption, Reward
from models.statements import SessionStatement, SessionVote
from models.volunteer import Volunteer
from models.volunteering import Activity, ServiceRecord, VolunteerTeam

MODELS: tuple[type[Any], ...] = (
    Issue,
    DeliberationSession,
    SessionDecision,
    SessionAttendance,
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
    Account,
    Post,
    CodeEntry,
)
