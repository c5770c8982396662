"""Writing: the report becomes inline XBRL, its extension taxonomy, a report package, and the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.model import Report, Submission
from converter.writing.audit import audit
from converter.writing.inline import inline_documents
from converter.writing.package import report_package
from converter.writing.taxonomy import taxonomy_files

if TYPE_CHECKING:
    from converter.taxonomies import Catalogue

__all__ = ["audit", "write"]


def write(report: Report, submission: Submission, catalogue: Catalogue) -> dict[str, bytes]:
    """The files of a report: name to content. Pure: the same report gives the same bytes."""
    files = {**inline_documents(report, submission, catalogue), **taxonomy_files(report, catalogue)}
    return {**files, f"{report.base}.xbri": report_package(report, files)}
