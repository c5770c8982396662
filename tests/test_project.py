"""The project's own rules: style, types, order of stages, documentation that keeps up with the code."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import converter

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "converter").rglob("*.py"))
STAGES = ("reading", "extraction", "taxonomies", "mapping", "checking", "reporting", "writing", "validation")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)],
    ids=["lint", "format", "types"],
)
def test_style_and_types(command: tuple[str, ...]) -> None:
    done = run(*command)
    assert done.returncode == 0, done.stdout + done.stderr


def imports(path: Path) -> set[str]:
    """Modules that a file imports, at whatever depth, but for typing only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if node in typing_only:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


@pytest.mark.parametrize("stage", STAGES)
def test_no_stage_imports_a_later_one_or_the_pipeline(stage: str) -> None:
    later = STAGES[STAGES.index(stage) + 1 :]
    forbidden = tuple(f"converter.{name}" for name in (*later, "pipeline", "cli"))
    for path in (ROOT / "converter" / stage).rglob("*.py"):
        wrong = [
            name
            for name in imports(path)
            if any(name == banned or name.startswith(banned + ".") for banned in forbidden)
        ]
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


def test_arelle_is_imported_inside_validation_only() -> None:
    for path in SOURCES:
        if "validation" not in path.parts:
            assert not [name for name in imports(path) if name.split(".")[0] == "arelle"], path


def test_every_module_says_what_it_is_for_in_its_first_line() -> None:
    for path in SOURCES:
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert docstring, path
        assert len(docstring.splitlines()[0]) > 20, path


def test_version_is_stated_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == converter.__version__


def finding_codes() -> set[str]:
    """Codes that the sources name: whole, or as the noun phrase that a stage's helper completes."""
    codes: set[str] = set()
    stages = "|".join((*STAGES, "pipeline"))
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        codes |= set(re.findall(rf'"((?:{stages})\.[a-z0-9]+(?:-[a-z0-9]+)*)"', text))
        stage = path.relative_to(ROOT / "converter").parts[0]
        helper = {"taxonomies": r"_error", "validation": r"Refusal"}.get(stage)
        if helper:
            codes |= {f"{stage}.{noun}" for noun in re.findall(rf'\b{helper}\(\s*"([a-z-]+)"', text)}
    return codes


def test_each_finding_is_documented_and_each_documented_one_exists() -> None:
    documented = set(re.findall(r"^\| `([a-z]+\.[a-z0-9-]+)`", findings_page(), re.MULTILINE))
    assert finding_codes() == documented


def findings_page() -> str:
    return (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")


def test_links_between_our_documents_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.relative_to(ROOT)}: {target}"


def test_no_page_or_source_names_a_machine() -> None:
    pattern = re.compile(r"/(?:work|home|root|Users)/|/tmp/[a-z]")
    for path in [*SOURCES, *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        assert not pattern.search(path.read_text(encoding="utf-8")), path


def test_readme_commands_are_there_and_the_second_is_what_ci_runs() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(commands) == 2
    assert commands[0].endswith("retroxbrl convert tests/filings/harbor-instruments-10q.txt")
    assert commands[1].endswith("pytest")
    assert "/^python3 -m venv .*pytest$/" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.slow
def test_an_installed_wheel_converts_the_sample_elsewhere(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    ignored = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "output", "__pycache__")
    shutil.copytree(ROOT, checkout, ignore=ignored)
    (checkout / "output").mkdir()
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    wheels = tmp_path / "wheels"
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", str(wheels), str(checkout)], check=True)
    (wheel,) = wheels.glob("*.whl")
    subprocess.run([*pip, "install", str(wheel)], check=True)
    sample = shutil.copy(ROOT / "tests" / "filings" / "harbor-instruments-10q.txt", tmp_path)
    shutil.rmtree(checkout)
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path / "home"), "RETROXBRL_CACHE": str(tmp_path)}
    done = subprocess.run(
        [str(tmp_path / "venv" / "bin" / "retroxbrl"), "convert", str(sample), "-o", str(tmp_path / "out")],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "out" / "harbor-instruments-10q" / "audit.json").is_file()


def test_the_python_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for page in (ROOT / "README.md", ROOT / "docs" / "output.md"):
        (example,) = re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
        monkeypatch.chdir(ROOT)
        exec(example.replace('Path("output")', f"Path({str(tmp_path)!r})"), {})  # noqa: S102
