"""A lot is what its seal says it is: recomputed here by other code, from the text of the standard alone."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tongban.kernel import draw, events
from tongban.kernel.digests import sm3
from tongban.kernel.draw import DrawMade, Part
from tongban.kernel.errors import Refusal
from tongban.kernel.models import DrawRow

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
NAMES = tuple(f"pupil_{number:03}" for number in range(60))


# thirty lines that anybody can write from GB/T 32905 to check a draw -------------------------------------------------
def left(x: int, n: int) -> int:
    n %= 32
    return (x << n | x >> (32 - n)) & 0xFFFFFFFF if n else x


def own_sm3(text: str) -> str:
    data = text.encode()
    padded = data + b"\x80" + b"\0" * ((55 - len(data)) % 64) + (8 * len(data)).to_bytes(8, "big")
    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    for begin in range(0, len(padded), 64):
        w = [int.from_bytes(padded[begin + i : begin + i + 4], "big") for i in range(0, 64, 4)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ left(w[j - 3], 15)
            w.append(x ^ left(x, 15) ^ left(x, 23) ^ left(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            t = 0x79CC4519 if j < 16 else 0x7A879D8A
            ss1 = left((left(a, 12) + e + left(t, j)) & 0xFFFFFFFF, 7)
            ff = a ^ b ^ c if j < 16 else a & b | a & c | b & c
            gg = e ^ f ^ g if j < 16 else e & f | ~e & g
            tt1 = (ff + d + (ss1 ^ left(a, 12)) + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
            tt2 = (gg + h + ss1 + w[j]) & 0xFFFFFFFF
            d, c, b, a = c, left(b, 9), a, tt1
            h, g, f, e = g, left(f, 19), e, tt2 ^ left(tt2, 9) ^ left(tt2, 17)
        state = [one ^ other for one, other in zip(state, (a, b, c, d, e, f, g, h), strict=True)]
    return "".join(f"{word:08x}" for word in state)


def own_draw(seed: str, part: str, names: tuple[str, ...], *, count: int) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: own_sm3(f"{seed}\n{part}\n{name}"))[:count])


def test_the_other_code_is_the_standard() -> None:
    assert own_sm3("abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert own_sm3("abcd" * 16) == sm3(b"abcd" * 16)


@pytest.mark.django_db
def test_a_draw_is_recomputed_by_other_code() -> None:
    seal = draw.seal(purpose="watering:2026-03", now=NOW)
    drawn = draw.draw(purpose="watering:2026-03", parts=[Part("north", NAMES, 5), Part("south", NAMES, 10)], now=LATER)
    made = draw.list_made("watering:2026-03")
    assert [len(drawn[part]) for part in ("north", "south")] == [3, 6]
    for one in made:
        assert own_sm3(one.seed) == seal
        assert own_draw(one.seed, one.part, one.names, count=one.count) == one.drawn == drawn[one.part]
    assert draw.verify("watering:2026-03").as_dict() == {
        "purpose": "watering:2026-03",
        "ok": True,
        "parts": 2,
        "drawn": 9,
        "faults": [],
    }


@pytest.mark.django_db
def test_the_seed_is_not_told_before_the_draw() -> None:
    draw.seal(purpose="watering", now=NOW)
    row = DrawRow.objects.get(purpose="watering")
    told = [recorded.data for recorded in events.read(f"draw_{row.pk}")]
    assert len(told) == 1
    assert row.seed not in str(told)


@pytest.mark.django_db
def test_sealing_and_drawing_twice_changes_nothing() -> None:
    assert draw.seal(purpose="watering", now=NOW) == draw.seal(purpose="watering", now=LATER)
    first = draw.draw(purpose="watering", parts=[Part("north", NAMES, 5)], now=LATER)
    again = draw.draw(purpose="watering", parts=[Part("north", NAMES[:3], 100)], now=LATER)
    assert first == again
    assert draw.verify("watering").parts == 1


@pytest.mark.django_db
def test_nothing_is_drawn_without_a_seal() -> None:
    with pytest.raises(Refusal, match=r"^kernel\.draw\.not_sealed"):
        draw.draw(purpose="watering", parts=[Part("north", NAMES, 5)], now=NOW)
    assert not DrawRow.objects.exists()


def test_another_seed_and_another_choice_are_seen() -> None:
    honest = DrawMade("p", "north", "s" * 8, NAMES, 3, draw.choose("s" * 8, Part("north", NAMES, 5)))
    seal = draw.seal_of("s" * 8)
    assert draw.check(seal, [honest]) == []
    friends = DrawMade("p", "north", "s" * 8, NAMES, 3, NAMES[:3])
    assert draw.check(seal, [friends]) == [("kernel.draw.fault.drawn", "north")]
    wished = DrawMade("p", "north", "t" * 8, NAMES, 3, draw.choose("t" * 8, Part("north", NAMES, 5)))
    assert draw.check(seal, [wished]) == [("kernel.draw.fault.seed", "north")]


@given(names=some.lists(some.text(max_size=5), unique=True), share=some.integers(0, 100), seed=some.text(max_size=4))
def test_a_share_is_drawn_of_those_who_are_there(names: list[str], share: int, seed: str) -> None:
    drawn = draw.choose(seed, Part("all", names, share))
    assert set(drawn) <= set(names)
    assert len(set(drawn)) == len(drawn) == -(-len(names) * share // 100)
    assert draw.choose(seed, Part("all", names[::-1], share)) == drawn
