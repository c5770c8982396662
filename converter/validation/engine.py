"""The boundary to Arelle: loads, validates and exports reports, offline, and returns plain values.

The only module that imports Arelle. Two ways lead to the same messages: :func:`check_plain` runs one
``arelle.api.Session`` for one report; :class:`WarmDts` loads and validates a release once and lets a
*forked copy of its process* load each report into that same model (see
``docs/decisions/0002-warm-validation.md``).
"""

from __future__ import annotations

import json
import logging
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from arelle import ModelDocument, Validate, XmlValidateSchema
from arelle.api.Session import Session
from arelle.FileSource import openFileSource
from arelle.ModelXbrl import loadSchemalocatedSchemas
from arelle.plugin.saveLoadableOIM import saveLoadableOIM
from arelle.RuntimeOptions import RuntimeOptions
from arelle.UrlUtil import IXDS_DOC_SEPARATOR, IXDS_SURROGATE
from arelle.ValidateFileSource import ValidateFileSource
from lxml import etree

# Calculations 1.1, round-to-nearest mode: two facts agree when their rounding intervals overlap.
_CALCULATIONS = "c11r"


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of Arelle's log: its code, level name, English text, arguments, the ids of the
    inline elements that it speaks of, and the file name and line of the first."""

    code: str
    level: str
    text: str
    arguments: dict[str, str] = field(default_factory=dict)
    elements: tuple[str, ...] = ()
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """A report to check: the absolute paths of its inline documents (several: a document set), the
    report package that they were taken from, further taxonomy packages that only this report needs,
    and whether xBRL-JSON is wanted."""

    documents: tuple[str, ...]
    report_package: str = ""
    packages: tuple[str, ...] = ()
    oim_json: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What Arelle said: the log, the number of facts, xBRL-JSON when asked for and possible, and
    whether the warm model was used."""

    messages: tuple[Message, ...]
    facts: int = 0
    oim_json: str | None = None
    loaded: bool = False
    warm: bool = False


class _Log(logging.Handler):
    """Collects log records."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def private_home(folder: Path) -> None:
    """Points Arelle's configuration and cache of this process to ``folder``: never the user's own."""
    os.environ["XDG_CONFIG_HOME"] = str(folder)


def checker(packages: Sequence[str], entry_points: Sequence[str]) -> Callable[[Job], Outcome]:
    """The check for reports of one release: warm when there are entry points to load, else plain."""
    if entry_points:
        return WarmDts(packages, entry_points).check
    return lambda job: check_plain(job, packages)


def check_plain(job: Job, packages: Sequence[str]) -> Outcome:
    """Checks a report in an Arelle session of its own."""
    log = _Log()
    with Session() as session:
        session.run(_options(_entry(job), (*packages, *job.packages), validate=True), logHandler=log)
        models = session.get_models()
        model = models[0] if models else None
        outcome = _outcome(model, log, job)
    logging.getLogger("arelle").removeHandler(log)
    return outcome


class WarmDts:
    """A release's DTS, loaded and validated once, into which a forked child can load one report.

    ``ready`` is False where an entry point can't be loaded; reports are then checked plainly.
    """

    def __init__(self, packages: Sequence[str], entry_points: Sequence[str]) -> None:
        self._packages = tuple(packages)
        self._log = _Log()
        self._session = Session()
        self._session.run(_options(entry_points[0], packages, validate=False), logHandler=self._log)
        models = self._session.get_models()
        self.ready = False
        self._base: list[logging.LogRecord] = []
        if not models or models[0].modelDocument is None:
            return
        self._model = models[0]
        first = self._model.modelDocument
        others = [
            ModelDocument.load(self._model, url, isEntry=False, isDiscovered=True) for url in entry_points[1:]
        ]
        if any(other is None for other in others):
            return
        loadSchemalocatedSchemas(self._model)
        while self._model.schemaDocsToValidate:  # the loader leaves those of further entry points
            document = self._model.schemaDocsToValidate.pop()
            XmlValidateSchema.validate(document, document.xmlRootElement, document.targetNamespace)
        self._validate_once(first, [other for other in others if other is not first])
        self._base = [record for record in self._log.records if record.levelno >= logging.WARNING]
        self._documents = frozenset(self._model.urlDocs.values())
        for document in self._documents:
            document.skipDTS = True  # checked: what only the report adds is left to check
        self.ready = True

    def check(self, job: Job) -> Outcome:
        """Checks a report. Spoils the model: only ever call it in a process that ends afterwards."""
        if not self.ready or job.packages:
            return check_plain(job, self._packages)
        self._log.records.clear()
        model = self._model
        model.errorManager.clear()
        source = openFileSource(_entry_url(job), model.modelManager.cntlr)
        model.fileSource = source
        try:
            model.modelDocument = ModelDocument.load(model, source.url, None, isEntry=True, entrypoint={})
        except ModelDocument.LoadingException:
            model.modelDocument = None
        if hasattr(model, "entryLoadingUrl"):
            del model.entryLoadingUrl
        if model.modelDocument is None or not self._same_dts():
            return check_plain(job, self._packages)
        loadSchemalocatedSchemas(model)
        for hook in model.modelManager.cntlr.plugins.hooks("ModelXbrl.LoadComplete"):
            hook(model)
        for each in (model, *getattr(model, "supplementalModelXbrls", ())):
            Validate.validate(each)
        said = {_identity(record) for record in self._log.records}
        self._log.records[:0] = [record for record in self._base if _identity(record) not in said]
        return _outcome(model, self._log, job, warm=True)

    def _validate_once(self, first: Any, others: Iterable[Any]) -> None:
        """Validates the DTS of all entry points, and forgets what validating it cached."""
        added = [other for other in others if other not in first.referencesDocument]
        for other in added:
            first.addDocumentReference(other, "import")
        known = set(vars(self._model))
        Validate.validate(self._model)
        for other in added:
            del first.referencesDocument[other]
        for name in set(vars(self._model)) - known:
            delattr(self._model, name)
        self._model.relationshipSets.clear()  # a report's own linkbases add to the base sets

    def _same_dts(self) -> bool:
        """Whether the warm documents make no difference to what the report's own DTS would be.

        They don't when the report reaches them all, or when those left over are schemas that
        nothing which the report brings along speaks of.
        """
        reached: set[Any] = set()
        waiting = [self._model.modelDocument]
        while waiting:
            document = waiting.pop()
            if document not in reached:
                reached.add(document)
                waiting.extend(document.referencesDocument)
        left = [document for document in self._documents if document not in reached]
        if not left:
            return True
        if any(document.type != ModelDocument.Type.SCHEMA for document in left):
            return False
        texts = [
            etree.tostring(document.xmlRootElement.getroottree())
            for document in set(self._model.urlDocs.values())
            if document not in self._documents
            and document.type != ModelDocument.Type.INLINEXBRLDOCUMENTSET
            and document.xmlRootElement is not None
        ]
        return not any(
            _names(text, document.targetNamespace or "", document.uri) for text in texts for document in left
        )


def _names(text: bytes, namespace: str, address: str) -> bool:
    """Whether an XML document speaks of a schema; declaring a prefix that it never uses is no use."""
    declaration = re.compile(rb'\sxmlns:([^\s=:]+)="' + re.escape(namespace.encode()) + rb'"')
    rest = declaration.sub(b"", text)
    uses = {prefix + b":" for prefix in declaration.findall(text)} | {namespace.encode(), address.encode()}
    return any(use in rest for use in uses if use)


def _options(entry: str, packages: Sequence[str], *, validate: bool) -> RuntimeOptions:
    """The options of every session, warm or plain: the validation that a report gets."""
    return RuntimeOptions(
        entrypointFile=entry,
        packages=list(packages),
        plugins="inlineXbrlDocumentSet",
        workOffline=True,
        disablePersistentConfig=True,
        uiLang="en-US",
        validate=validate,
        calcs=_CALCULATIONS,
        utrValidate=True,
        validateDuplicateFacts="inconsistent",
        logRefObjectProperties=False,
        logPropagate=False,
        keepOpen=True,
    )


def _entry(job: Job) -> str:
    """What a session takes as its entry point."""
    if len(job.documents) == 1:
        return job.documents[0]
    return json.dumps([{"ixds": [{"file": document} for document in job.documents]}])


def _entry_url(job: Job) -> str:
    """What the loader takes: a file, or the stand-in address of a document set."""
    if len(job.documents) == 1:
        return job.documents[0]
    folder = Path(job.documents[0]).parent
    return f"{folder}{os.sep}{IXDS_SURROGATE}" + str(IXDS_DOC_SEPARATOR).join(job.documents)


def _outcome(model: Any, log: _Log, job: Job, *, warm: bool = False) -> Outcome:
    loaded = model is not None and model.modelDocument is not None
    if model is not None and job.report_package:
        cntlr = model.modelManager.cntlr
        source = openFileSource(job.report_package, cntlr)
        ValidateFileSource(cntlr, source).validate(forceValidateAsReportPackages=True)
        source.close()
    facts = len(model.factsInInstance) if loaded else 0
    oim = _oim_json(model) if loaded and job.oim_json and facts else None
    messages = tuple(_message(record) for record in log.records if _worth_keeping(record))
    return Outcome(messages, facts, oim, loaded, warm)


def _identity(record: logging.LogRecord) -> tuple[str, str]:
    return getattr(record, "messageCode", ""), record.getMessage()


def _worth_keeping(record: logging.LogRecord) -> bool:
    """Progress ("loaded in 1.22 secs") is no finding."""
    return record.levelno >= logging.WARNING or getattr(record, "messageCode", "info") not in ("info", "")


def _message(record: logging.LogRecord) -> Message:
    references = getattr(record, "refs", None) or [{}]
    arguments = record.args if isinstance(record.args, dict) else {}
    hrefs = [str(reference.get("href", "")) for reference in references]
    line = references[0].get("sourceLine") or arguments.get("sourceLine") or 0
    return Message(
        code=str(getattr(record, "messageCode", "") or "arelle"),
        level=record.levelname,
        text=record.getMessage(),
        arguments={str(name): str(value) for name, value in arguments.items()},
        elements=tuple(dict.fromkeys(href.partition("#")[2] for href in hrefs if "#" in href)),
        file=hrefs[0].partition("#")[0],
        line=int(line) if str(line).isdigit() else 0,
    )


def _oim_json(model: Any) -> str | None:
    """xBRL-JSON of the report, with document-order numbers for facts that have no id."""
    unnamed: dict[str, str] = {}

    def note(fact: Any, _properties: object) -> None:
        if not fact.id:
            unnamed[f"f{fact.objectIndex}"] = f"unnamed-{len(unnamed) + 1}"

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "report.json"
        try:
            saveLoadableOIM(model, str(target), extensionFactPropertiesMethod=note)
            report = json.loads(target.read_text("utf-8"))
        except Exception as problem:  # any failure of the exporter means: no export
            model.error("arelle:oimExport", f"xBRL-JSON can't be written: {type(problem).__name__}")
            return None
    report["facts"] = {unnamed.get(name, name): fact for name, fact in report["facts"].items()}
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"
