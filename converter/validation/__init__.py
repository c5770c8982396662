"""Validation of finished reports: xmlschema for structure, then Arelle for everything XBRL."""

from converter.validation.validator import Validation, Validator

__all__ = ["Validation", "Validator"]
