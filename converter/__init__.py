"""RetroXBRL: legacy plain-text EDGAR filings in, valid inline XBRL out.

>>> from pathlib import Path
>>> from converter import Options, convert
>>> conversion = convert(Path("filing.txt"), Options())  # doctest: +SKIP
"""

from converter.pipeline import Conversion, Options, Status, convert

__version__ = "0.1.0"

__all__ = ["Conversion", "Options", "Status", "__version__", "convert"]
