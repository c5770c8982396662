"""A combined filing becomes a report per registrant, each in a folder of its own."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

from converter import Options, convert

_spec = importlib.util.spec_from_file_location(
    "combined_filing", Path(__file__).parent / "extraction" / "test_registrants.py"
)
assert _spec is not None
assert _spec.loader is not None
_made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_made)


def test_a_report_for_each_registrant(tmp_path: Path) -> None:
    for _ in range(2):  # the second run replaces the first output, folders and all
        conversion = convert(_made.combined().encode(), Options(out=tmp_path), name="meridian")
    assert conversion.status == 0
    assert conversion.folder is not None
    further = next(f for f in conversion.findings if f.code == "pipeline.further-registrant")
    folder = conversion.folder / str(further.data["folder"])
    assert folder.name == "registrant-2-meridian-power-inc-de"
    values = {}
    for name, place in (("group", conversion.folder), ("company", folder)):
        audit = json.loads((place / "audit.json").read_text())
        values[name] = {
            (fact["concept"], fact["value"]) for fact in audit["facts"] if fact["concept"] == "us-gaap:Assets"
        }
    assert values == {"group": {("us-gaap:Assets", "10200000")}, "company": {("us-gaap:Assets", "7800000")}}
