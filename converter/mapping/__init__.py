"""Decides what each line of the primary statements means: concept, sign, dimensions, and how sure."""

from __future__ import annotations

from converter.mapping.candidates import Proposer
from converter.mapping.engine import tag

__all__ = ["Proposer", "tag"]
