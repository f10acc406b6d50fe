"""A folder as mailbox: raw first, taken away only after it was kept, harmless when seen again."""

from pathlib import Path

from mail.intake import FolderSource, RawMessage


def filled(folder: Path, **files: bytes) -> FolderSource:
    for name, content in files.items():
        file = folder / name.replace("__", "/").replace("_eml", ".eml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return FolderSource(folder)


def seen(source: FolderSource) -> list[tuple[str, bytes]]:
    return [(raw.name, raw.content) for raw in source.messages()]


def test_letters_come_in_name_order_then_the_maildir(tmp_path: Path) -> None:
    source = filled(tmp_path, b_eml=b"2", a_eml=b"1", new__x=b"3", cur__y=b"4", readme=b"no", tmp__z=b"no")
    assert seen(source) == [("a.eml", b"1"), ("b.eml", b"2"), ("new/x", b"3"), ("cur/y", b"4")]


def test_a_file_still_being_written_is_left_alone(tmp_path: Path) -> None:
    assert seen(filled(tmp_path, **{".a.eml.tmp": b"1", ".b_eml": b"2"})) == []


def test_a_kept_message_is_not_seen_again_and_not_lost(tmp_path: Path) -> None:
    source = filled(tmp_path, a_eml=b"1", new__x=b"2")
    for raw in source.messages():
        source.done(raw)
    assert (seen(source), sorted(f.name for f in (tmp_path / "taken").iterdir())) == ([], ["a.eml", "x"])


def test_a_message_not_kept_is_seen_again(tmp_path: Path) -> None:
    source = filled(tmp_path, a_eml=b"1")
    assert seen(source) == seen(source) == [("a.eml", b"1")]


def test_taking_twice_does_no_harm(tmp_path: Path) -> None:
    source = filled(tmp_path, a_eml=b"1")
    (raw,) = source.messages()
    source.done(raw)
    source.done(raw)
    assert (tmp_path / "taken" / "a.eml").read_bytes() == b"1"


def test_two_messages_of_one_name_are_both_kept(tmp_path: Path) -> None:
    source = filled(tmp_path, a_eml=b"1")
    for content in (b"1", b"2", b"2"):
        (tmp_path / "a.eml").write_bytes(content)
        for raw in source.messages():
            source.done(raw)
    assert sorted(file.read_bytes() for file in (tmp_path / "taken").iterdir()) == [b"1", b"2"]


def test_a_folder_that_is_not_there_is_an_empty_mailbox(tmp_path: Path) -> None:
    assert seen(FolderSource(tmp_path / "none")) == []


def test_the_same_bytes_have_the_same_hash() -> None:
    assert RawMessage("x", "a", b"1").sha256 == RawMessage("y", "b", b"1").sha256
