"""Runs the builders of one place in their order: each finds what the ones before it left in the scene."""

from __future__ import annotations

from seed import assessing, fees, homes, issues, ledger, mediations, party, service, sessions, staff, units
from seed.book import Book
from seed.place import Place
from seed.scene import Scene


def build(book: Book, place: Place, full: bool) -> Scene:
    """Everything of one place, waiting in the book."""
    scene = units.build(book, place, full)
    staff.build(scene)
    homes.build(scene)
    fees.build(scene)
    party.build(scene)
    issues.build(scene)
    sessions.build(scene)
    assessing.build(scene)
    mediations.build(scene)
    service.build(scene)
    ledger.build(scene)
    return scene
