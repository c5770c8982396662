"""Fixtures that tests share: where the development filings lie, when they are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on each run, and no limit by the clock: a slow machine is no failure.
settings.register_profile("retroxbrl", deadline=None, derandomize=True)
settings.load_profile("retroxbrl")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development filings and full releases; skips the test where it is absent."""
    if not (SHARED / "filings").is_dir():
        pytest.skip("../shared (development filings and full taxonomy releases) is not here")
    return SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.shared)
