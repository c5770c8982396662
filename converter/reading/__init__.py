"""Reads the bytes of a legacy filing: decoding without loss, submission container, header, documents.

``read`` is the stage; ``pages`` (see :mod:`converter.reading.pages`) and ``primary_documents`` (see
:mod:`converter.reading.documents`) answer questions about what was read.
"""

from __future__ import annotations

from converter.reading.documents import primary_documents
from converter.reading.filing import MAX_BYTES, read
from converter.reading.pages import Page, pages

__all__ = ["MAX_BYTES", "Page", "pages", "primary_documents", "read"]
