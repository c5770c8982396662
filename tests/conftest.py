"""Fixtures that tests share: the development filings (when they are there), a made-up filing, its report."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

from converter.model import Report, Submission
from converter.reporting import build_report
from converter.taxonomies import Catalogue, load

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


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    """The made-up filing that reporting and writing are tested on."""
    path = Path(__file__).parent / "reporting" / "sample.py"
    spec = importlib.util.spec_from_file_location("larkspur_sample", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session", params=["2020", "2009"])
def catalogue(request: pytest.FixtureRequest) -> Catalogue:
    return load(request.param)


@pytest.fixture(scope="session")
def submission(sample: ModuleType) -> Submission:
    return sample.submission()  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def report(sample: ModuleType, submission: Submission, catalogue: Catalogue) -> Report:
    source = submission.documents[0]
    result = build_report(
        submission, sample.extraction(source), sample.tagged(source), catalogue, cik="12345"
    )
    assert result.value is not None
    return result.value
