"""Writes the report package (Report Package 1.0, ``.xbri``): report and extension taxonomy in one zip."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping

from converter.model import Report
from converter.writing import xml

DOCUMENT_TYPE = "https://xbrl.org/report-package/2023/xbri"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can state: packages carry no clock


def report_package(report: Report, files: Mapping[str, bytes]) -> bytes:
    """The package of ``files`` (inline documents and taxonomy), the same bytes for the same files.

    The report lies in ``reports/`` (a document set in a folder below it) with its taxonomy beside it, so
    that relative references hold. ``META-INF`` makes the zip a taxonomy package too.
    """
    documents = sum(name.endswith(".htm") for name in files)
    folder = "reports/" if documents == 1 else f"reports/{report.base}/"
    members: dict[str, bytes] = {
        "META-INF/reportPackage.json": json.dumps(
            {"documentInfo": {"documentType": DOCUMENT_TYPE}}, indent=2
        ).encode()
        + b"\n",
        "META-INF/taxonomyPackage.xml": _taxonomy_package(report),
        "META-INF/catalog.xml": _catalog(report, folder),
        **{folder + name: files[name] for name in sorted(files)},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(f"{report.base}/{name}", _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def _taxonomy_package(report: Report) -> bytes:
    entry = f"{report.namespace}/{report.base}.xsd"
    name = f"Extension taxonomy of {report.cover.registrant or report.base}, {report.period_end.isoformat()}"
    return xml.ascii_bytes(
        f'{xml.HEADER}<tp:taxonomyPackage xml:lang="en" xmlns:tp="http://xbrl.org/2016/taxonomy-package">\n'
        f"<tp:identifier>{xml.text(report.namespace)}</tp:identifier>\n"
        f"<tp:name>{xml.text(name)}</tp:name>\n"
        f"<tp:version>{report.period_end.isoformat()}</tp:version>\n"
        f"<tp:entryPoints><tp:entryPoint><tp:name>{xml.text(report.base)}</tp:name>"
        f'<tp:entryPointDocument href="{xml.attribute(entry)}"/></tp:entryPoint></tp:entryPoints>\n'
        "</tp:taxonomyPackage>\n"
    )


def _catalog(report: Report, folder: str) -> bytes:
    return xml.ascii_bytes(
        f'{xml.HEADER}<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">\n'
        f'<rewriteURI uriStartString="{xml.attribute(report.namespace)}/" rewritePrefix="../{folder}"/>\n'
        "</catalog>\n"
    )
