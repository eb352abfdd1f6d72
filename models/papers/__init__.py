"""三单一表: the numbered documents of the loop, issued from the records and kept as they were issued.

issue_paper(call, PaperKind.COLLECT, issue)      at a step of the process, or by hand
feed(PaperKind.FEEDBACK, visits_of)              lets another file add values to a kind
"""

from models.papers.document import CaseDocument, DocumentTemplate
from models.papers.issuing import compose, feed, issue_paper, may_read
from models.papers.kinds import PaperKind
from models.papers.sheets import SHEETS
from models.papers.speaking import naming

__all__ = [
    "SHEETS",
    "CaseDocument",
    "DocumentTemplate",
    "PaperKind",
    "compose",
    "feed",
    "issue_paper",
    "may_read",
    "naming",
]
