"""What an application holds for all its requests: the resources, who guards them, who looks, the code lists, the
files.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.access.blobs import Blobs
from app.access.codes import CodeBook
from app.access.scope import Guardian
from app.access.users import Viewers
from app.cases.lists import OwnLists
from app.forms.book import FormBook
from app.metadata.resource import Resources
from config import Config


@dataclass(frozen=True, kw_only=True)
class House:
    """Made once in the factory; kept as `app.extensions["huizhi"]`."""

    config: Config
    resources: Resources
    guardian: Guardian
    viewers: Viewers
    codes: CodeBook
    lists: OwnLists
    forms: FormBook
    blobs: Blobs
