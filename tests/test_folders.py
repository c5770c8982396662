"""Output folders are replaced whole, and only when they are ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter import folders

OLD = {"audit.json": b"old", "a-19980630.htm": b"old page"}
NEW = {"audit.json": b"new", "b-19980630.htm": b"new page"}


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_new_folder_is_written(tmp_path: Path) -> None:
    folders.place(NEW, tmp_path / "deep" / "x")
    assert content(tmp_path / "deep" / "x") == NEW
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["x"]


@pytest.mark.parametrize("platform", ["linux", "other"])
def test_an_old_folder_is_replaced_whole(
    tmp_path: Path, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders.place(OLD, tmp_path / "x")
    if platform != "linux":
        monkeypatch.setattr(folders.sys, "platform", platform)
    folders.place(NEW, tmp_path / "x")
    assert content(tmp_path / "x") == NEW
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("name", ["../evil.htm", "a/../b.htm", "a/b/c.htm", "a/", "", "..", "/etc/x"])
def test_a_name_that_leaves_the_folder_is_refused_and_nothing_changes(tmp_path: Path, name: str) -> None:
    folders.place(OLD, tmp_path / "x")
    with pytest.raises(ValueError, match="no file name"):
        folders.place({"audit.json": b"new", name: b""}, tmp_path / "x")
    assert content(tmp_path / "x") == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_what_may_be_replaced(tmp_path: Path) -> None:
    assert folders.is_replaceable(tmp_path / "absent")
    (tmp_path / "empty").mkdir()
    assert folders.is_replaceable(tmp_path / "empty")
    folders.place(OLD, tmp_path / "ours")
    assert folders.is_replaceable(tmp_path / "ours")
    (tmp_path / "ours" / "notes.txt").write_text("mine")
    assert not folders.is_replaceable(tmp_path / "ours")
    (tmp_path / "file").write_text("")
    assert not folders.is_replaceable(tmp_path / "file")
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    assert not folders.is_replaceable(tmp_path / "link")
    (tmp_path / "unmarked").mkdir()
    (tmp_path / "unmarked" / "page.htm").write_text("")
    assert not folders.is_replaceable(tmp_path / "unmarked")


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("0000902561-03-000197", "0000902561-03-000197"),
        ("annual report", "annual report"),
        ("a\x1b[31mb\nc", "a_[31mb_c"),
        ("..", "filing"),
        ("", "filing"),
        ("a/b\\c", "a_b_c"),
        ("right\u202eleft", "right_left"),
    ],
)
def test_safe_names(stem: str, name: str) -> None:
    assert folders.safe_name(stem) == name


def test_a_further_registrant_has_a_folder_of_its_own_and_both_are_replaced_together(tmp_path: Path) -> None:
    target = tmp_path / "x"
    further = {f"registrant-2-b/{name}": content for name, content in OLD.items()}
    folders.place({**OLD, **further}, target)
    assert folders.is_replaceable(target)
    assert sorted(p.name for p in (target / "registrant-2-b").iterdir()) == sorted(OLD)
    (target / "registrant-2-b" / "notes.docx").write_bytes(b"mine")
    assert not folders.is_replaceable(target)
