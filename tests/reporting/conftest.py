"""Fixtures of the made-up filing: its submission, and the report that is built from it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from converter.model import Report, Submission
from converter.reporting import build_report
from converter.taxonomies import Catalogue, load


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    path = Path(__file__).parents[1] / "reporting" / "sample.py"
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
