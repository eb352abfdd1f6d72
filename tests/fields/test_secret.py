"""What identifies a person: unreadable in the database, bound to its place, found by the exact value."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select, text, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from app.fields import Context, Invalid, Number, Phone, citizen_number, phone, secret
from app.fields.base import ColumnSource, ExtraSource
from app.fields.secret import Encrypted, Keyring, Unreadable, blind, seal
from app.record import Extra, Scoped
from tests.fields.kinds import citizen

OLD, NEW = ("v1", b"1" * 32), ("v2", b"2" * 32)
ONE, OTHER = "19000000001", "19000000002"


class Apart(Scoped):
    """Tables of our own: nothing of them reaches the product's metadata."""

    __abstract__ = True
    metadata = MetaData()


Table("organisation", Apart.metadata, Column("id", Integer, primary_key=True))


class Resident(Apart):
    """Two encrypted columns and room for a street's own."""

    __tablename__ = "sealed_resident"

    number: Mapped[str | None] = citizen_number("Number")
    phone: Mapped[str | None] = phone("Phone")
    name: Mapped[str | None] = mapped_column()
    extra: Mapped[dict[str, Any] | None] = mapped_column(Extra)


PHONE = Phone(label="Phone").bind("phone", ColumnSource("phone"))
OWN = Phone(label="Own").bind("f_1", ExtraSource("f_1"))


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Apart.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def add(session: Session, **values: Any) -> Resident:
    resident = Resident(street_id=1, organisation_id=1, **values)
    session.add(resident)
    session.flush()
    return resident


def stored(session: Session, column: str = "phone") -> list[Any]:
    """What stands in the database, in the order of the rows."""
    return list(session.scalars(text(f"SELECT {column} FROM sealed_resident ORDER BY id")))


def test_a_value_is_unreadable_in_the_database_and_whole_on_the_record(session: Session) -> None:
    add(session, phone=ONE, number=citizen("99010119800101002"))
    session.commit()
    session.expunge_all()
    assert ONE not in str(stored(session)) and stored(session)[0].startswith("v1:")
    resident = session.scalars(select(Resident)).one()
    assert (resident.phone, resident.number) == (ONE, citizen("99010119800101002"))
    assert session.execute(select(Resident.phone)).scalar_one() == ONE


def test_equal_values_look_different_and_have_one_blind_index(session: Session) -> None:
    add(session, phone=ONE)
    add(session, phone=ONE)
    add(session, phone=OTHER)
    first, second, third = stored(session)
    assert len({first, second, third}) == 3
    blind_first, blind_second, blind_third = stored(session, "phone_blind")
    assert blind_first == blind_second != blind_third and len(blind_first) == 64


def test_only_a_changed_value_is_encrypted_anew(session: Session) -> None:
    resident = add(session, phone=ONE)
    before = stored(session), stored(session, "phone_blind")
    resident.name, resident.phone = "王秀兰", str(ONE)
    session.flush()
    assert (stored(session), stored(session, "phone_blind")) == before
    resident.phone = OTHER
    session.flush()
    assert stored(session) != before[0] and stored(session, "phone_blind") == [blind(OTHER, "phone").hex()]
    resident.phone = None
    session.flush()
    assert stored(session) == [None] and stored(session, "phone_blind") == [None]


def test_a_ciphertext_moved_elsewhere_cannot_be_read(session: Session) -> None:
    add(session, phone=ONE)
    session.execute(text("UPDATE sealed_resident SET number = phone"))
    with pytest.raises(Unreadable, match=r"sealed_resident\.number cannot be decrypted"):
        session.execute(select(Resident.number)).all()


def test_every_column_knows_its_own_place() -> None:
    table: Any = Resident.__table__
    assert table.c.phone.type.place == "sealed_resident.phone"
    assert table.c.number.type.place == "sealed_resident.number"
    copied = table.to_metadata(MetaData(), name="elsewhere")
    assert copied.c.phone.type.place == "elsewhere.phone"
    assert table.c.phone.type.place == "sealed_resident.phone"
    renamed = Table("new", MetaData(), Column("tel", Encrypted("old.phone")))
    assert renamed.c.tel.type.place == "old.phone"


def test_a_filter_finds_the_exact_value_also_on_an_alias(session: Session, context: Context) -> None:
    add(session, phone=ONE)
    add(session, phone=OTHER)
    add(session)
    other = aliased(Resident)
    for entity in (Resident, other):
        for operator, raw, ids in (
            ("eq", ["190 0000 0001"], [1]),
            ("eq", [ONE, OTHER], [1, 2]),
            ("eq", ["19000000003"], []),
            ("empty", ["1"], [3]),
            ("empty", ["0"], [1, 2]),
        ):
            condition = PHONE.filter(PHONE.expression(entity), operator, raw, context)
            assert list(session.scalars(select(entity.id).where(condition).order_by(entity.id))) == ids
    joined = select(Resident.id, other.id).join(
        other, PHONE.filter(PHONE.expression(other), "eq", [OTHER], context) & (other.id != Resident.id)
    )
    assert session.execute(joined.order_by(Resident.id)).all() == [(1, 2), (3, 2)]


@pytest.mark.parametrize("operator", ["ne", "contains", "gte", "nonsense"])
def test_no_other_comparison_is_offered(context: Context, operator: str) -> None:
    with pytest.raises(Invalid):
        PHONE.filter(PHONE.expression(Resident), operator, [ONE], context)


@pytest.mark.parametrize(
    "ask",
    [
        lambda column: column == ONE,
        lambda column: column.in_([ONE]),
        lambda column: column.like("190%"),
        lambda column: column > ONE,
        lambda column: column.desc(),
        lambda column: "x" + column,
    ],
)
def test_ciphertext_itself_is_never_compared_or_sorted(ask: Any) -> None:
    with pytest.raises(TypeError, match="encrypted"):
        ask(Resident.phone)


def test_in_extra_a_secret_is_encrypted_with_its_blind_index_beside_it(session: Session, context: Context) -> None:
    resident = add(session, extra={"f_2": "kept"})
    OWN.write(resident, ONE)
    session.commit()
    session.expunge_all()
    resident = session.scalars(select(Resident)).one()
    extra = dict(resident.extra or {})
    assert set(extra) == {"f_1", "f_1_blind", "f_2"} and ONE not in str(extra)
    assert OWN.read(resident) == ONE
    assert session.scalars(select(OWN.expression(Resident))).one() == ONE
    OWN.write(resident, ONE)
    assert resident.extra == extra
    for entity in (Resident, aliased(Resident)):
        for raw, ids in (([ONE], [1]), ([OTHER], [])):
            condition = OWN.filter(OWN.expression(entity), "eq", raw, context)
            assert list(session.scalars(select(entity.id).where(condition))) == ids
    OWN.write(resident, None)
    assert resident.extra == {"f_2": "kept"}


def test_in_extra_too_a_ciphertext_is_bound_to_its_key(session: Session) -> None:
    resident = add(session)
    OWN.write(resident, ONE)
    resident.extra = {"f_9": (resident.extra or {})["f_1"]}
    with pytest.raises(Unreadable, match=r"sealed_resident\.extra\.f_9"):
        Phone(label="x").bind("f_9", ExtraSource("f_9")).read(resident)
    with pytest.raises(Unreadable):
        OWN.to_extra(ONE)
    with pytest.raises(Unreadable):
        OWN.from_extra("x")


def test_a_bulk_insert_brings_its_blind_index(session: Session, context: Context) -> None:
    rows = [
        {"street_id": 1, "organisation_id": 1, **seal(PHONE, "phone", value), **seal(Number(label="x"), "name", "n")}
        for value in (ONE, None)
    ]
    assert set(rows[0]) == {"street_id", "organisation_id", "phone", "phone_blind", "name"}
    session.execute(insert(Resident), rows)
    condition = PHONE.filter(PHONE.expression(Resident), "eq", [ONE], context)
    assert session.scalars(select(Resident.phone).where(condition)).all() == [ONE]
    assert stored(session, "phone_blind") == [blind(ONE, "phone").hex(), None]


def test_old_values_are_found_after_a_change_of_keys(session: Session, keys: Keyring, context: Context) -> None:
    add(session, phone=ONE)
    session.commit()
    session.expunge_all()
    secret.install(Keyring((NEW, OLD)))
    try:
        add(session, phone=ONE)
        assert [token.partition(":")[0] for token in stored(session)] == ["v1", "v2"]
        condition = PHONE.filter(PHONE.expression(Resident), "eq", [ONE], context)
        assert list(session.scalars(select(Resident.phone).where(condition))) == [ONE, ONE]
    finally:
        secret.install(keys)


def test_a_missing_or_wrong_key_is_named(session: Session, keys: Keyring) -> None:
    add(session, phone=ONE)
    for ring, reason in (
        (Keyring((NEW,)), "needs the key 'v1', which HUIZHI_DATA_KEYS lacks"),
        (Keyring((("v1", b"9" * 32),)), "cannot be decrypted with the key 'v1'"),
    ):
        secret.install(ring)
        try:
            with pytest.raises(Unreadable, match=reason):
                session.execute(select(Resident.phone)).all()
        finally:
            secret.install(keys)


def test_without_keys_nothing_is_written(session: Session, keys: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret, "_installed", [])
    with pytest.raises((Unreadable, StatementError), match="No data keys are installed"):
        add(session, phone=ONE)


def test_a_value_in_the_clear_is_reported_and_not_shown(session: Session) -> None:
    add(session)
    session.execute(text("UPDATE sealed_resident SET phone = '19000000001'"))
    with pytest.raises(Unreadable, match="is not encrypted") as caught:
        session.execute(select(Resident.phone)).all()
    assert ONE not in str(caught.value)


def test_what_is_no_text_or_has_no_place_is_not_encrypted(session: Session) -> None:
    with pytest.raises((TypeError, StatementError), match="takes text"):
        session.execute(update(Resident).values(phone=19000000001))
    with pytest.raises(Unreadable, match="stands in no table"):
        Encrypted().process_bind_param("x", None)


@given(value=st.text(), place=st.text(), purpose=st.sampled_from(["phone", "citizen_number"]))
def test_what_is_encrypted_is_decrypted_at_its_place_only(value: str, place: str, purpose: str) -> None:
    ring = Keyring((NEW, OLD))
    token = ring.encrypt(value, place)
    assert ring.decrypt(token, place) == value
    assert ring.encrypt(value, place) != token
    with pytest.raises(Unreadable):
        ring.decrypt(token, place + "x")
    changed = bytearray(base64.b64decode(token[3:]))
    changed[-1] ^= 1
    with pytest.raises(Unreadable):
        ring.decrypt(f"v2:{base64.b64encode(changed).decode()}", place)
    assert ring.blind(value, purpose) == Keyring((OLD,)).blind(value, purpose) != ring.blind(value, "another purpose")
    assert len(ring.blind(value, purpose)) == 32


def test_a_ring_is_read_from_its_setting_and_never_shown() -> None:
    setting = f"v2:{base64.b64encode(NEW[1]).decode()}, v1:{base64.b64encode(OLD[1]).decode()}"
    assert Keyring.load(setting) == Keyring((NEW, OLD))
    assert "1111" not in repr(Keyring((OLD,))) and repr(OLD[1])[2:] not in repr(Keyring((OLD,)))
    for wrong in ("", "v1:", "v1:x", "v1:c2hvcnQ=", ":" + base64.b64encode(OLD[1]).decode()):
        with pytest.raises(Unreadable):
            Keyring.load(wrong)
