"""Turns what identifies a person into ciphertext for the database, and finds it again by its exact value.

A value is encrypted with AES-256-GCM under a fresh nonce; `table.column` (or `table.extra.key`) is bound into it, so
a ciphertext that is moved elsewhere cannot be read there. Beside it stands a blind index, an HMAC of the value: equal
values have equal indexes, and without the key nothing is learned from one.

Keys come as "v2:<base64>,v1:<base64>", newest first: the first encrypts, all decrypt. The blind index always uses the
LAST key of the list, so it outlives a change of the encrypting key; that last key must stay where it is for as long as
there are blind indexes made with it. Both uses have keys derived (HKDF) from those of the setting.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import lru_cache
from typing import Any, ClassVar, Self, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy import Column, ColumnElement, String, Table, event, inspect, type_coerce
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.fields.base import Context, ExtraSource, Field, Invalid, clean
from app.fields.stored import stored

NONCE = 12  # bytes: what AES-GCM is made for


class Unreadable(RuntimeError):
    """A secret cannot be written or read: no key, the wrong key, or a ciphertext that is not where it was made."""


@dataclass(frozen=True)
class Keyring:
    """(version, 32 bytes), newest first."""

    keys: tuple[tuple[str, bytes], ...] = dataclass_field(repr=False)

    def __post_init__(self) -> None:
        if not self.keys or any(len(key) != 32 or not version or ":" in version for version, key in self.keys):
            raise Unreadable("A key ring holds at least one key; each has a version and 32 bytes.")

    @classmethod
    def load(cls, setting: str) -> Self:
        """The keys of "v2:<base64>,v1:<base64>". Raises Unreadable; the message shows no key."""
        keys = []
        for part in setting.split(","):
            version, _colon, text = part.strip().partition(":")
            try:
                keys.append((version, base64.b64decode(text, validate=True)))
            except binascii.Error:
                raise Unreadable(f"The data key {version!r} is not base64.") from None
        return cls(tuple(keys))

    def encrypt(self, plain: str, place: str) -> str:
        """`<version>:<base64 of nonce, ciphertext and tag>`, readable only at the same place."""
        version, key = self.keys[0]
        nonce = os.urandom(NONCE)
        sealed = cipher(key).encrypt(nonce, plain.encode(), place.encode())
        return f"{version}:{base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, token: str, place: str) -> str:
        """What `encrypt` was given. Raises Unreadable."""
        version, colon, text = token.partition(":")
        if not colon:
            raise Unreadable(f"A value of {place} is not encrypted.")
        key = dict(self.keys).get(version)
        if key is None:
            raise Unreadable(f"A value of {place} needs the key {version!r}, which HUIZHI_DATA_KEYS lacks.")
        try:
            sealed = base64.b64decode(text, validate=True)
            return cipher(key).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode()).decode()
        except (InvalidTag, ValueError):
            reason = "the key is another one, or the value was made for another place or changed"
            raise Unreadable(f"A value of {place} cannot be decrypted with the key {version!r}: {reason}.") from None

    def blind(self, value: str, purpose: str) -> bytes:
        """The blind index of a value: 32 bytes, the same for the same value and purpose whichever key encrypts."""
        return hmac.digest(derived(self.keys[-1][1], f"huizhi blind index {purpose}"), value.encode(), "sha256")


@lru_cache(maxsize=64)
def derived(key: bytes, purpose: str) -> bytes:
    """A key for one purpose only, made from one of the setting."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)


@lru_cache(maxsize=64)
def cipher(key: bytes) -> AESGCM:
    """The cipher of one key of the setting."""
    return AESGCM(derived(key, "huizhi encryption"))


_installed: list[Keyring] = []


def install(keyring: Keyring) -> None:
    """Make these the keys of this process; the factory does so at start."""
    _installed[:] = [keyring]


def keyring() -> Keyring:
    """The keys of this process. Raises Unreadable when there are none."""
    if not _installed:
        raise Unreadable("No data keys are installed: set HUIZHI_DATA_KEYS and start through create_app().")
    return _installed[0]


def blind(value: str, purpose: str) -> bytes:
    """The blind index of a value under the installed keys."""
    return keyring().blind(value, purpose)


class OnlyWhetherEmpty(TypeEngine.Comparator[Any]):
    """Refuses to compare or sort ciphertext, which would silently find nothing or sort by chance."""

    def operate(self, op: Any, *other: Any, **options: Any) -> Any:
        if op in (operators.is_, operators.is_not):
            return super().operate(op, *other, **options)
        raise TypeError(f"{self.expr} is encrypted: ask its field for a filter; it has no order.")

    def reverse_operate(self, op: Any, other: Any, **options: Any) -> Any:
        return self.operate(op, other, **options)


class Encrypted(TypeDecorator[str]):
    """A text that only this process can read. It learns its place when its column joins a table.

    Give `place` only where a table or column was renamed and its old values are to stay readable.
    """

    impl = String
    cache_ok = True
    comparator_factory = OnlyWhetherEmpty

    def __init__(self, place: str = "", length: int = 255) -> None:
        super().__init__(length)
        self.place = place
        self.length = length
        self.pinned = bool(place)

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise TypeError(f"{self.placed()} takes text, not {type(value).__name__}")
        return keyring().encrypt(value, self.placed())

    def process_result_value(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else keyring().decrypt(value, self.placed())

    def placed(self) -> str:
        """The place that is bound into the ciphertext. Raises Unreadable when it has none."""
        if not self.place:
            raise Unreadable("An encrypted type stands in no table yet: it belongs to a column, or names its place.")
        return self.place


@event.listens_for(Column, "after_parent_attach")
def tell_place(column: Column[Any], parent: Any) -> None:
    """Tell an encrypted type whose column it is. A copied column copies its type: each column has its own."""
    kept = column.type
    if isinstance(kept, Encrypted) and isinstance(parent, Table) and not kept.pinned:
        kept.place = f"{parent.name}.{column.name}"


@dataclass(frozen=True, kw_only=True)
class Secret(Field):
    """The base of kinds that are encrypted at rest, shown masked in lists, and found by their exact value only."""

    operators: ClassVar[tuple[str, ...]] = ("eq", "empty")
    sortable: ClassVar[bool] = False
    secret: ClassVar[bool] = True

    def sql_type(self) -> TypeEngine[Any]:
        return Encrypted()

    def companions(self, attribute: str) -> Mapping[str, MappedColumn[Any]]:
        return {blind_name(attribute): mapped_column(String(64), index=True, nullable=True)}

    def fill_companions(self, record: Any, attribute: str) -> None:
        if inspect(record).attrs[attribute].history.has_changes():
            setattr(record, blind_name(attribute), self.blind(getattr(record, attribute)))

    def blind(self, value: str | None) -> str | None:
        """The blind index of a parsed value, as it is kept. The same number has the same index in every table."""
        return None if value is None else blind(value, self.kind).hex()

    def expression(self, entity: Any) -> ColumnElement[Any]:
        if isinstance(self.source, ExtraSource):
            place = extra_place(inspect(entity).mapper.local_table.name, self.source.name)
            return type_coerce(stored(entity.extra, self.source.name), Encrypted(place))
        return super().expression(entity)

    def blind_expression(self, expression: ColumnElement[Any]) -> ColumnElement[Any]:
        """The blind index that belongs to its expression on a mapped class or an alias of one."""
        place: Any = expression
        if isinstance(self.source, ExtraSource):  # type_coerce(extra[key])
            return cast(stored, place.clause).beside(blind_name(self.source.name))
        return getattr(place.parent.entity, blind_name(place.key))

    def read_extra(self, values: Mapping[str, Any], key: str, table: str) -> Any:
        token = values.get(key)
        return None if token is None else keyring().decrypt(token, extra_place(table, key))

    def write_extra(self, values: dict[str, Any], key: str, table: str, value: Any) -> None:
        if value is None:
            values.pop(key, None)
            values.pop(blind_name(key), None)
        elif values.get(key) is None or self.read_extra(values, key, table) != value:
            values[key] = keyring().encrypt(value, extra_place(table, key))
            values[blind_name(key)] = self.blind(value)

    def to_extra(self, value: Any) -> Any:
        raise Unreadable(f"{self.key} enters extra through write_extra, which knows its place.")

    def from_extra(self, stored: Any) -> Any:
        raise Unreadable(f"{self.key} leaves extra through read_extra, which knows its place.")

    def cell(self, value: Any, context: Context) -> str | Markup:
        return self.mask(value)

    def compare(self, expression: ColumnElement[Any], operator: str, values: Sequence[Any]) -> ColumnElement[bool]:
        return self.blind_expression(expression).in_([self.blind(value) for value in values])

    def filter_text(self, operator: str, raw: Sequence[str], context: Context) -> str:
        if operator == "empty":
            return ""
        masked = [self.mask(self.parse_filter(item, operator, context)) for item in raw]
        return super().filter_text(operator, masked, context)


def seal(declared: Field, attribute: str, value: Any) -> dict[str, Any]:
    """The values of a field's own column and of its companion, by attribute, for an insert that passes by the mapper.

    seal(CitizenNumber(…), "number", "3709…") == {"number": "3709…", "number_blind": "5e1f…"}; the column encrypts.
    """
    if isinstance(declared, Secret):
        return {attribute: value, blind_name(attribute): declared.blind(value)}
    return {attribute: value}


def blind_name(name: str) -> str:
    """The attribute, or the key in `extra`, of a blind index."""
    return f"{name}_blind"


def extra_place(table: str, key: str) -> str:
    """The place that is bound into a secret kept in `extra`."""
    return f"{table}.extra.{key}"


def spelled(raw: Any) -> str | None:
    """The text of a number that is no quantity. Raises Invalid for what a spreadsheet holds as a number."""
    if isinstance(raw, (bool, int, float)):
        raise Invalid(gettext("Digits may be lost here. Make the cell a text cell and type the value again."))
    return clean(raw)
