"""A folder as mailbox: raw first, taken away only after it was kept, harmless when seen again."""

from pathlib import Path

from mail.intake import LARGEST, MOST, Cursor, FolderSource, RawMessage, in_batches


def filled(folder: Path, **files: bytes) -> FolderSource:
    for name, content in files.items():
        file = folder / name.replace("__", "/").replace("_eml", ".eml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return FolderSource(folder)


def batches(source: FolderSource) -> list[list[RawMessage]]:
    with source.open() as box:
        return [list(batch.messages) for batch in box.batches(Cursor(), list)]


def seen(source: FolderSource) -> list[tuple[str, bytes]]:
    return [(raw.name, raw.content) for batch in batches(source) for raw in batch]


def take(source: FolderSource) -> None:
    source.tell([name for name, _ in seen(source)])


def taken(source: FolderSource) -> list[bytes]:
    return sorted(file.read_bytes() for file in (source.path / "taken").iterdir())


def test_letters_come_in_name_order_then_the_maildir(tmp_path: Path) -> None:
    source = filled(tmp_path, b_eml=b"2", a_eml=b"1", new__x=b"3", cur__y=b"4", readme=b"no", tmp__z=b"no")
    assert seen(source) == [("a.eml", b"1"), ("b.eml", b"2"), ("new/x", b"3"), ("cur/y", b"4")]


def test_a_file_still_being_written_is_left_alone(tmp_path: Path) -> None:
    assert seen(filled(tmp_path, **{".a.eml.tmp": b"1", ".b_eml": b"2"})) == []


def test_a_kept_message_is_not_seen_again_and_not_lost(tmp_path: Path) -> None:
    source = filled(tmp_path, a_eml=b"1", new__x=b"2")
    take(source)
    assert (seen(source), sorted(f.name for f in (tmp_path / "taken").iterdir())) == ([], ["a.eml", "x"])


def test_a_message_not_kept_is_seen_again(tmp_path: Path) -> None:
    source = filled(tmp_path, a_eml=b"1")
    assert seen(source) == seen(source) == [("a.eml", b"1")]


def test_telling_twice_does_no_harm(tmp_path: Path) -> None:
    source = filled(tmp_path, a_eml=b"1")
    take(source)
    source.tell(["a.eml"])
    assert taken(source) == [b"1"]


def test_two_messages_of_one_name_are_both_kept(tmp_path: Path) -> None:
    source = filled(tmp_path, a_eml=b"1")
    for content in (b"1", b"2", b"2"):
        (tmp_path / "a.eml").write_bytes(content)
        take(source)
    assert taken(source) == [b"1", b"2"]


def test_a_message_that_took_the_place_of_a_kept_one_is_not_taken_away_unread(tmp_path: Path) -> None:
    source = filled(tmp_path, a_eml=b"1")
    assert seen(source) == [("a.eml", b"1")]
    (tmp_path / "a.eml").write_bytes(b"another")
    source.tell(["a.eml"])
    assert seen(source) == [("a.eml", b"another")]


def test_what_was_never_read_is_never_taken_away(tmp_path: Path) -> None:
    source = filled(tmp_path, a_eml=b"1")
    source.tell(["a.eml", "b.eml"])
    assert seen(source) == [("a.eml", b"1")]


def test_a_folder_that_is_not_there_is_an_empty_mailbox(tmp_path: Path) -> None:
    assert seen(FolderSource(tmp_path / "none")) == []


def test_a_full_folder_comes_in_batches(tmp_path: Path) -> None:
    source = filled(tmp_path, **{f"{number:03}_eml": str(number).encode() for number in range(MOST + 1)})
    assert [len(batch) for batch in batches(source)] == [MOST, 1]


def test_a_batch_is_bounded_by_its_bytes_and_the_largest_message_stands_alone() -> None:
    sizes = {"a": LARGEST - 1, "b": 1, "c": 1, "d": LARGEST * 2, "e": 0, "f": LARGEST}
    assert list(in_batches(sizes.items())) == [["a", "b"], ["c"], ["d"], ["e", "f"]]


def test_the_same_bytes_have_the_same_hash() -> None:
    assert RawMessage("x", "a", b"1").sha256 == RawMessage("y", "b", b"1").sha256
