"""Files of a field: told, counted, and never lost to a page that did not know them."""

from __future__ import annotations

from allmende.domain.forms import Field, StoredUpload, check_count, files_at, keep_files, most_count, most_size

PASS = Field("pass", "file", path="kinder.pass")
FIELDS = (Field("schein", "file", path="schein"), Field("kinder", "group", fields=(PASS,)), Field("name", "text"))
UPLOADS = {
    "a": StoredUpload("a", "a.pdf", "application/pdf", 1, "schein"),
    "b": StoredUpload("b", "b.pdf", "application/pdf", 1, "schein"),
    "p": StoredUpload("p", "p.pdf", "application/pdf", 1, "kinder.0.pass"),
    "q": StoredUpload("q", "q.pdf", "application/pdf", 1, "kinder.1.pass"),
}


def test_a_file_the_page_did_not_know_stays_beside_its_own() -> None:
    assert keep_files(FIELDS, {"schein": ["a"]}, {"schein": ["b"], "name": "x"}, UPLOADS) == {
        "schein": ["a", "b"], "name": "x",
    }  # fmt: skip


def test_a_removed_file_does_not_come_back_and_an_absent_field_stays_absent() -> None:
    assert keep_files(FIELDS, {"schein": ["gone", "a"]}, {"schein": []}, UPLOADS) == {"schein": ["a"]}
    assert keep_files(FIELDS, {"schein": ["a"]}, {"name": "x"}, UPLOADS) == {"name": "x"}
    assert keep_files(FIELDS, {"schein": "a"}, {"schein": ["b"]}, UPLOADS) == {"schein": ["b"]}


def test_a_file_stays_in_the_row_it_was_uploaded_to() -> None:
    stored = {"kinder": [{"pass": ["p"]}, {"pass": ["q"]}]}
    assert keep_files(FIELDS, stored, {"kinder": [{"pass": []}, {"pass": []}]}, UPLOADS) == stored
    moved = {"kinder": [{"pass": ["q"]}]}
    assert keep_files(FIELDS, moved, {"kinder": [{"pass": []}]}, UPLOADS) == {"kinder": [{"pass": []}]}
    assert keep_files(FIELDS, stored, {"kinder": [{"pass": []}]}, UPLOADS) == {"kinder": [{"pass": []}]}


def test_the_ids_at_a_path_are_found_in_rows_too() -> None:
    entries = {"schein": ["a", 7], "kinder": [{"pass": ["p"]}, "x"], "name": "x"}
    assert files_at(entries, "schein") == ("a",)
    assert files_at(entries, "kinder.0.pass") == ("p",)
    for path in ("kinder.1.pass", "kinder.2.pass", "kinder.x.pass", "nirgends", "name"):
        assert files_at(entries, path) == ()


def test_limits_hold_where_the_package_says_nothing() -> None:
    assert (most_count(PASS), most_size(PASS)) == (5, 10_000_000)
    assert check_count(PASS, 5, "p") is None
    problem = check_count(PASS, 6, "p")
    assert problem is not None
    assert "höchstens 5 Dateien" in problem.text["de"]
