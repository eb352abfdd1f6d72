from __future__ import annotations

import base64

import pytest

from app.fields.base import Invalid
from app.fields.signature import LARGEST, PREFIX, Signature
from tests.fields.test_file import Store, upload, world

SIGNED = Signature(label="Signature", key="signed")
DRAWN = PREFIX + base64.b64encode(b"a drawing").decode()


def test_a_drawing_is_kept() -> None:
    store = Store()
    assert SIGNED.parse([DRAWN], world(store)) == SIGNED.parse(DRAWN, world(Store())) == [101]
    assert store.kept == [("signature.png", "signature", b"a drawing")]


def test_a_new_drawing_takes_the_place_of_the_stored_one() -> None:
    assert SIGNED.parse(["5", DRAWN], world(Store(5))) == [101]
    assert SIGNED.parse(["5", ""], world(Store(5))) == [5]
    assert SIGNED.parse([""], world(Store(5))) is None


@pytest.mark.parametrize(
    "raw",
    [
        "data:image/svg+xml;base64,PHN2Zz4=",
        "data:text/html,<script>",
        PREFIX + "not base64!",
        PREFIX + "A" * LARGEST,
    ],
)
def test_other_data_is_refused(raw: str) -> None:
    store = Store()
    with pytest.raises(Invalid, match="Draw it again"):
        SIGNED.parse([raw], world(store))
    assert store.kept == []


def test_a_foreign_signature_cannot_be_used() -> None:
    with pytest.raises(Invalid, match="not yours"):
        SIGNED.parse(["6"], world(Store(5)))


def test_an_uploaded_file_is_no_signature() -> None:
    assert SIGNED.parse([upload("name.png")], world(Store())) is None


def test_what_is_shown() -> None:
    here = world(Store())
    assert SIGNED.detail([5], here) == '<img class="hz-signature" src="/file/5" alt="Signature">'
    assert SIGNED.text([5], here) == SIGNED.cell([5], here) == "signed"
    assert SIGNED.text(None, here) == SIGNED.detail(None, here) == ""
