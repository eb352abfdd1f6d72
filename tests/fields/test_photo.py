from __future__ import annotations

import pytest

from app.fields.base import Invalid
from app.fields.photo import Photo
from tests.fields.test_file import Store, upload, world

PHOTOS = Photo(label="Photos", key="photos")


def test_an_upload_is_kept_as_a_photo() -> None:
    store = Store()
    assert PHOTOS.parse([upload("现场.jpg")], world(store)) == [101]
    assert store.kept[0][:2] == ("现场.jpg", "photo")


def test_six_fit() -> None:
    assert PHOTOS.parse([upload(f"{number}.jpg") for number in range(6)], world(Store())) == list(range(101, 107))
    with pytest.raises(Invalid, match="At most 6"):
        PHOTOS.parse([upload(f"{number}.jpg") for number in range(7)], world(Store()))


def test_a_page_shows_small_pictures_that_lead_to_the_whole() -> None:
    assert PHOTOS.detail([5], world(Store())) == (
        '<div class="hz-photos"><a href="/file/5">'
        '<img src="/file/5/small" alt="&lt;证明&gt;5.pdf" loading="lazy"></a></div>'
    )
    assert PHOTOS.detail(None, world(Store())) == ""
    assert PHOTOS.cell([5], world(Store())) == "1 photo"
