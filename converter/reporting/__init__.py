"""Reporting: tagged statements and cover data become one consistent report; each number is accounted for."""

from converter.reporting.build import build_report

__all__ = ["build_report"]
