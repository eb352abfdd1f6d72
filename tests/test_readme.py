"""The README is followed word for word: its model in one file becomes screens, permissions, a chart and an API."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

SCRIPT = """
import re, sys
from datetime import date
sys.path.insert(0, {folder!r})
from flask import g
from tool_loan import ToolLoan
from app.access.scope import working_as
from app.extensions import db
from app.factory import create_app
from app.release import release
from flask_appbuilder.security.sqla.models import User
from models import MODELS
from models.account import Account
from models.organisation import Organisation
from models.person import Person
from models.post import Post
from seed.codes import load_codes
from werkzeug.security import generate_password_hash

app = create_app(models=(*MODELS, ToolLoan))
with app.app_context():
    g.writing = True
    release(app, load_codes)
    db.create_all()
    session, house = db.session(), app.extensions["huizhi"].viewers.house
    with working_as(session, house):
        street = Organisation(name="样街道", kind="street", code="990101001000")
        session.add(street)
        session.flush()
        community = Organisation(name="样社区", kind="community", code="990101001001", parent_id=street.id)
        session.add(community)
        session.flush()
        people = [Person(name=name, organisation_id=community.id, staff=True) for name in ("书记", "系统")]
        session.add_all(people)
        session.flush()
        for person, username, role in zip(people, ("secretary", "system"), ("community_secretary", "system")):
            session.add(Post(person_id=person.id, organisation_id=community.id, role=role, starts_on=date(2020, 1, 1)))
            user = User(first_name=username, last_name="", username=username, password=generate_password_hash("Readme-2026"), active=True, email=username)
            session.add(user)
            session.flush()
            session.add(Account(id=user.id, username=username, name=username, person_id=person.id, organisation_id=community.id, active=True, must_change_password=False))
        session.commit()
        borrower = people[0].id


def token(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)


def sign_in(username):
    client = app.test_client()
    client.post("/login/", data={{"username": username, "password": "Readme-2026", "csrf_token": token(client.get("/login/"))}})
    return client


clerk = sign_in("secretary")
form = clerk.get("/tool_loan/add")
assert form.status_code == 200, form.status_code
saved = clerk.post("/tool_loan/add", data={{"csrf_token": token(form), "tool": "梯子", "borrower": borrower, "lent_on": "2026-01-05", "organisation": community.id}})
assert saved.status_code == 303, saved.text
for language in ("zh", "en"):
    clerk.post("/language", data={{"language": language, "csrf_token": token(clerk.get("/"))}})
    listed = clerk.get("/tool_loan/list/")
    assert listed.status_code == 200 and "梯子" in listed.text and "书记" in listed.text
    assert "Tool loans" in listed.text
    assert ("Search everything" in listed.text) == (language == "en")
    assert "/tool_loan/list/" in clerk.get("/").text
    for page in ("show/1", "edit/1", "chart/", "print/1"):
        assert clerk.get(f"/tool_loan/{{page}}").status_code == 200, page
rows = clerk.get("/api/v1/tool_loan/").get_json()
assert rows["count"] == 1 and rows["rows"][0]["tool"] == "梯子", rows
assert "/api/v1/tool_loan/" in clerk.get("/api/v1/openapi.json").text
administrator = sign_in("system")
assert administrator.get("/tool_loan/list/").status_code == 403
assert "/tool_loan/list/" not in administrator.get("/").text
print("followed")
"""


def test_the_model_of_the_readme_becomes_screens_permissions_a_chart_and_an_api(tmp_path: Path) -> None:
    block = re.search(r"```python\n(.*?)```", README, re.S)
    assert block is not None
    (tmp_path / "tool_loan.py").write_text(block.group(1), encoding="utf-8")
    environ = {**os.environ, "HUIZHI_INSTANCE": str(tmp_path / "instance"), "PYTHONPATH": str(ROOT)}
    environ.pop("HUIZHI_DATABASE_URL", None)
    script = SCRIPT.format(folder=str(tmp_path))
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert run.stdout.strip().endswith("followed")


def test_a_misspelt_column_is_named_with_its_file_option_and_nearest_name(tmp_path: Path) -> None:
    block = re.search(r"```python\n(.*?)```", README, re.S)
    assert block is not None
    (tmp_path / "tool_loan.py").write_text(
        block.group(1).replace(
            '"lent_on", "returned", "organisation"),\n        sort', '"lent_om", "returned"),\n        sort'
        ),
        encoding="utf-8",
    )
    script = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\nfrom tool_loan import ToolLoan\nfrom models import MODELS\nfrom app.factory import create_app\ncreate_app(models=(*MODELS, ToolLoan))"
    environ = {**os.environ, "HUIZHI_INSTANCE": str(tmp_path / "instance"), "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    for words in ("tool_loan.py", "ToolLoan.__screen__.list", "'lent_om'", "Did you mean 'lent_on'?", "screen.E001"):
        assert words in run.stderr, run.stderr[-2000:]


def test_every_setting_of_the_code_stands_in_the_readme() -> None:
    named = set(re.findall(r'given\("([A-Z_]+)"', (ROOT / "config.py").read_text(encoding="utf-8")))
    assert named, "config.py reads no settings this way any more"
    assert [name for name in sorted(named) if name not in README] == []
