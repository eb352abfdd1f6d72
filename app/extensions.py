"""The extensions, made once here and bound to an application in the factory."""

from __future__ import annotations

from flask_appbuilder import AppBuilder, Model
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from app.language import Language

db = SQLAlchemy(
    metadata=Model.metadata,  # one metadata for FAB's tables and ours, so that rows of both can refer to each other
    session_options={"expire_on_commit": False},
    disable_autonaming=True,
)
appbuilder = AppBuilder()
babel = Language()
csrf = CSRFProtect()
