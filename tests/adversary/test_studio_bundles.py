"""Files of releases as hostile hands make them, rightly signed too: taken in or refused with a sentence, never half."""

from __future__ import annotations

import base64
import io
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from allmende.domain.values import Problem
from allmende.formats.bundle.content import canonical, checksum
from allmende.formats.bundle.signing import sign
from allmende.usecases import exchange_release
from allmende.usecases.exchange_release import ReleaseImported
from tests.adversary.odd import ODD
from tests.adversary.workshop import Workshop
from tests.usecases.test_exchange import KEY, blob_of, newer, rows, trust
from tests.world import World

STRANGE: tuple[Any, ...] = (
    None, True, 0, -1, 10**400, 1.5, [], {}, [[[]]], {"a": {}}, "", "1.0.0", "0.0.0", "99999.99999.99999", "1.0", "9" * 5000, "1.1.0-beta",
    "2026-02-30", "9999-12-31", "0001-01-01", "../../etc/passwd", "a/b", "\ud800", "\x00", "\u202e", "x" * 200_000, "&a [*a]",
    "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", *ODD[:30],
)  # fmt: skip


def places(node: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield here
    if isinstance(node, dict):
        for key, value in node.items():
            yield from places(value, (*here, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from places(value, (*here, number))


def bent(release: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """The release with one to three places swapped, gone or added."""
    made: dict[str, Any] = json.loads(json.dumps(release))
    for _ in range(dice.randint(1, 3)):
        where = dice.choice([place for place in places(made) if place])
        node: Any = made
        for step in where[:-1]:
            node = node[step]
        fate = dice.random()
        if fate < 0.6 or isinstance(node, list):
            node[where[-1]] = dice.choice(STRANGE)
        elif fate < 0.75:
            del node[where[-1]]
        else:
            node[str(dice.choice(STRANGE))[:300]] = node.pop(where[-1])
    return made


def sealed(release: Any) -> bytes | None:
    """Checksum and signature as they should be; None for what cannot be written down."""
    try:
        sha256 = checksum(release)
        signature = {"signer": "hessen", "value": base64.b64encode(sign("hessen", sha256, KEY)).decode()}
        outer = {
            "format": json.loads(blob_of(newer()))["format"],
            "release": release,
            "sha256": sha256,
            "signature": signature,
        }
        return canonical(outer) + b"\n"
    except (ValueError, TypeError, UnicodeError):
        return None


@pytest.mark.parametrize("seed", range(4))
def test_a_good_signature_under_bent_content_is_refused_whole(
    world: World, settings: Any, tmp_path: Any, seed: int
) -> None:
    settings.VAR = tmp_path
    trust()
    dice, release = random.Random(seed), json.loads(blob_of(newer()))["release"]
    before, taken = rows(), 0
    for _ in range(60):
        blob = sealed(bent(release, dice))
        if blob is None:
            continue
        found = exchange_release.import_release(person=None, blob=blob, now=world.now)
        if isinstance(found, ReleaseImported):
            taken += 1
            before = rows()
            continue
        assert found and all(isinstance(one, Problem) and one.text["de"] and one.text.spoken("en") for one in found)
        assert rows() == before
    assert taken < 30


def test_what_arrives_at_the_door_is_refused_with_a_sentence(workshop: Workshop) -> None:
    """Truncated, torn, doubled, recursive, huge: 422, no row."""
    trust()
    browser, blob, dice = workshop.boss().browser, blob_of(newer()), random.Random(5)
    assert browser.get("/werkstatt/austausch/").status_code == 200  # Our own key is made when somebody looks first.
    before = rows()
    torn = [blob[: dice.randrange(len(blob))] for _ in range(10)]
    flipped = [
        blob[:place] + bytes([dice.randrange(256)]) + blob[place + 1 :]
        for place in (dice.randrange(len(blob)) for _ in range(10))
    ]
    others = [b"", b"\x00", blob + blob, blob + b" ", b"\xef\xbb\xbf" + blob, b"[" * 100_000, b'{"release":' * 20_000, b"{}" * 9, b"1e999", b"NaN",
              b'{"format":"x","format":"y"}', blob.decode().encode("utf-16"), b"PK\x03\x04" + blob]  # fmt: skip
    for content in (*torn, *(one for one in flipped if one != blob), *others):
        made = io.BytesIO(content)
        made.name = "../../x.json"
        answer = browser.post("/werkstatt/austausch/einlesen/", {"datei": made})
        assert answer.status_code == 422, content[:60]
        assert "al-errors" in answer.content.decode()
        assert rows() == before
