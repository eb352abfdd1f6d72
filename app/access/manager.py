"""Turns Flask-AppBuilder's security manager into ours: its users, roles and sign-in methods stay, its screens do
not.
"""

from __future__ import annotations

from typing import Any, ClassVar

from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_babel import gettext
from flask_login import LoginManager

MIN_LENGTH = 10


class Manager(SecurityManager):
    """FAB's security manager with our sign-in view and with password rules that hold on every way in."""

    sign_in_view: ClassVar[Any] = None  # the factory sets it: this room knows no views

    def register_views(self) -> None:
        """Only the sign-in page: FAB's pages for users, roles and passwords give away more than they should."""
        self.auth_view = self.appbuilder.add_view_no_menu(self.sign_in_view)

    def create_login_manager(self, app: Any) -> LoginManager:
        """Flask-Login without its template variable, which would read FAB's user row for every page."""
        manager = LoginManager()
        manager.init_app(app, add_context_processor=False)
        manager.user_loader(self.load_user)
        return manager

    def add_user(self, *arguments: Any, **options: Any) -> Any:
        """FAB takes any password here; ours must keep the rules."""
        password = options.get("password") or (arguments[5] if len(arguments) > 5 else "")
        problem = weak(password, options.get("username") or (arguments[0] if arguments else ""))
        if problem:
            raise ValueError(problem)
        return super().add_user(*arguments, **options)

    def reset_password(self, userid: Any, password: str) -> Any:
        """Keep the rules here too."""
        problem = weak(password, "")
        if problem:
            raise ValueError(problem)
        return super().reset_password(userid, password)


def weak(password: str, username: str) -> str:
    """What is wrong with a password, in words; empty when it will do: length, three kinds of character, not the
    name.
    """
    kinds = sum(
        (
            any(character.islower() for character in password),
            any(character.isupper() for character in password),
            any(character.isdigit() for character in password),
            any(not character.isalnum() for character in password),
        )
    )
    if len(password) < MIN_LENGTH:
        return gettext("Use at least %(count)s characters.", count=MIN_LENGTH)
    if kinds < 3:
        return gettext("Mix at least three of: small letters, capitals, digits, other signs.")
    if username and username.lower() in password.lower():
        return gettext("Do not use your user name in the password.")
    return ""
