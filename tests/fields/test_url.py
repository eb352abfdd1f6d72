"""A web address."""

import pytest
from markupsafe import escape

from app.fields import Context, Invalid, Url

URL = Url(label="x")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("https://www.taian.gov.cn/a?b=c#d", "https://www.taian.gov.cn/a?b=c#d"),
        ("HTTP://例子.cn:8080/路", "HTTP://例子.cn:8080/路"),
        ("www.taian.gov.cn", "http://www.taian.gov.cn"),
        ("http://[::1]/", "http://[::1]/"),
        ("", None),
    ],
)
def test_web_addresses_are_taken(context: Context, raw: str, value: str | None) -> None:
    assert URL.parse(raw, context) == value


@pytest.mark.parametrize(
    "raw",
    [
        "javascript:alert(1)",
        "JAVASCRIPT://a.cn/%0aalert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "ftp://a.cn",
        "//a.cn",
        "a.cn",
        "http://",
        "http:a.cn",
        "http://[::1",
        "http://a.cn:x/",
        "http://a.cn\\@b.cn",
        "http://user:word@a.cn/",
        'http://a.cn/"onmouseover="alert(1)',
        "http://a.cn/ b",
        "http://a.cn/" + "a" * 500,
    ],
)
def test_anything_else_is_refused(context: Context, raw: str) -> None:
    with pytest.raises(Invalid):
        URL.parse(raw, context)


def test_the_link_opens_apart_and_gives_nothing_away(context: Context) -> None:
    assert URL.detail("https://a.cn/?b=1&c=2", context) == (
        '<a class="lnk" href="https://a.cn/?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">'
        "https://a.cn/?b=1&amp;c=2</a>"
    )
    assert ">a.cn/" + "b" * 34 + "…</a>" in URL.cell("https://a.cn/" + "b" * 60, context)


@pytest.mark.parametrize("stored", ["javascript:alert(1)", "<b>", " javascript:alert(1)"])
def test_what_is_no_web_address_is_never_a_link(context: Context, stored: str) -> None:
    assert URL.cell(stored, context) == stored
    assert "<" not in escape(URL.detail(stored, context))
