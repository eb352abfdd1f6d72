"""Every figure of the source documents is recomputed from rows, those of thinned places from the full load, too."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from tests.seed.conftest import Sample, keys
from tests.seed.figures import FIGURES, Figure


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_a_figure_follows_from_the_rows(connection: Connection, figure: Figure) -> None:
    assert figure.ask(connection) == figure.default


@pytest.mark.long
@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_a_figure_of_the_full_load_follows_from_the_rows(full_sample: Sample, figure: Figure) -> None:
    with keys(full_sample.config), full_sample.engine.connect() as connection:
        assert figure.ask(connection) == figure.stated
