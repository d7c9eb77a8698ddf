"""The password: how fast it can be guessed, and that guessing locks nobody out who knows it."""

from __future__ import annotations

import threading
from itertools import count

import pytest

from provenance.workbench import authentication, throttle
from provenance.workbench.authentication import Authentication
from provenance.workbench.throttle import Client, Throttle

PASSWORD = "a long enough password"
RIGHT, WRONG = PASSWORD.encode(), b"not the password"
ADA = Client("192.0.2.7")
GUESSES = count()


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(clock: Clock) -> Authentication:
    return Authentication(PASSWORD, clock)


def guess(door: Authentication, client: Client, times: int) -> int:
    """How many of so many different guesses at once were looked at."""
    return sum(not door.attempt(b"guess %d" % next(GUESSES), client).wait for _ in range(times))


def test_the_password_is_right_and_nothing_else(door: Authentication) -> None:
    assert door.attempt(RIGHT, ADA).right
    for wrong in (b"", WRONG, RIGHT[:-1], RIGHT + b"x", RIGHT.upper()):
        assert not door.is_password(wrong)
    assert not Authentication(None).is_password(b"")


def test_a_password_may_hold_any_character(door: Authentication) -> None:
    assert Authentication("sécret 🔑 passphrase").is_password("sécret 🔑 passphrase".encode())
    assert Authentication("no utf-8: \udcff\udcfe at all").is_password(b"no utf-8: \xff\xfe at all")


def test_after_some_wrong_ones_the_wait_grows(door: Authentication, clock: Clock) -> None:
    assert guess(door, ADA, 100) == throttle.FREE
    waits = []
    for number in range(10):
        early = door.attempt(b"early %d" % number, ADA)
        assert not early.right
        waits.append(early.wait)
        clock.now += early.wait
        assert not door.attempt(b"in time %d" % number, ADA).wait
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_what_comes_too_early_is_not_looked_at_and_makes_nothing_longer(door: Authentication, clock: Clock) -> None:
    guess(door, ADA, 1000)
    assert door.attempt(RIGHT, ADA).wait == 1, "or whoever guesses would learn that it is right"
    clock.now += 1
    assert door.attempt(RIGHT, ADA).right


def test_many_at_once_are_counted_one_by_one(door: Authentication) -> None:
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(guess(door, ADA, 50))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(seen) == throttle.FREE


def test_to_give_the_right_one_does_not_make_guessing_free(door: Authentication, clock: Clock) -> None:
    looked_at = 0
    for _ in range(600):
        door.attempt(RIGHT, ADA)
        looked_at += guess(door, ADA, 10)
        clock.now += 1
    assert looked_at <= 20


def test_after_a_while_it_is_forgotten(door: Authentication, clock: Clock) -> None:
    guess(door, ADA, 10)
    clock.now += throttle.FORGOTTEN + 1
    assert guess(door, ADA, 10) == throttle.FREE


def test_the_same_wrong_one_again_counts_once(door: Authentication) -> None:
    for _ in range(100):
        assert not door.attempt(b"the password of last year", ADA).wait
    assert door.attempt(RIGHT, ADA).right


@pytest.mark.parametrize(
    "other",
    ["192.0.2.8", "127.0.0.1", "::1", "2001:db8::1", "203.0.113.9"],
)
def test_guessing_from_one_address_leaves_the_others_alone(door: Authentication, clock: Clock, other: str) -> None:
    guess(door, ADA, 1000)
    assert door.attempt(RIGHT, Client(other)).right


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::3", "2001:db8:1:2:ffff::4", True),
        ("2001:db8:1:2::3", "2001:db8:1:3::3", False),
        ("192.0.2.7", "::ffff:192.0.2.7", True),
        ("fe80::1%eth0", "fe80::1", True),
        ("", "no address", True),
    ],
)
def test_what_is_one_sender(door: Authentication, one: str, other: str, same: bool) -> None:
    guess(door, Client(one), 5)
    assert (door.attempt(RIGHT, Client(other)).wait > 0) is same


def test_a_browser_that_was_signed_in_is_counted_by_itself(door: Authentication, clock: Clock) -> None:
    session: dict[str, object] = {}
    door.sign_in(session)
    door.sign_out(session)
    known = Client("192.0.2.7", str(session["device"]))
    guess(door, ADA, 1000)
    assert door.attempt(WRONG, known).wait == 0
    assert door.attempt(RIGHT, known).right
    assert guess(door, known, 1000) == throttle.FREE, "a stolen cookie does not guess faster than others"


def test_guessing_from_everywhere_is_bounded_and_leaves_a_share_to_this_computer_and_known_browsers(
    door: Authentication, clock: Clock
) -> None:
    looked_at = 0
    for minute in range(30):
        for number in range(2_000):
            host = (minute * 2_000 + number) * 2_654_435_761 % 2**32
            address = ".".join(str(host >> shift & 255) for shift in (24, 16, 8, 0))
            if not address.startswith("127."):
                looked_at += guess(door, Client(address), 3)
        clock.now += 60
    most = throttle.SHARES * (throttle.SHARE_BURST + 30 * 60 / throttle.SHARE_SECONDS)
    assert looked_at <= most
    assert door.attempt(RIGHT, Client("127.0.0.1")).right
    session: dict[str, object] = {}
    door.sign_in(session)
    assert door.attempt(RIGHT, Client("198.51.100.1", str(session["device"]))).right


def test_one_network_uses_up_its_own_share_alone(door: Authentication) -> None:
    for number in range(65_000):
        guess(door, Client(f"198.51.{number >> 8}.{number & 255}"), 1)
    served = sum(door.attempt(RIGHT, Client(f"{number}.1.1.1")).right for number in range(1, 100))
    assert served > 90, "all but those that fall into the same share by chance"


def test_who_is_remembered_is_bounded(clock: Clock) -> None:
    counted = Throttle(clock)
    for number in range(throttle.REMEMBERED + 500):
        counted.failed(Client("192.0.2.1", f"device {number}"), b"%d" % number)
    assert len(counted) == throttle.REMEMBERED
    shares = throttle.SHARES * (throttle.SHARE_BURST + throttle.FORGOTTEN / throttle.SHARE_SECONDS)
    assert shares < throttle.REMEMBERED, "nobody is pushed out before they are forgotten"


def test_each_sign_in_is_another_and_its_end_is_the_end(door: Authentication) -> None:
    planted = {"csrf": "known to another", "person": "Ada", "signed_in": "planted", "device": "planted"}
    session = dict(planted)
    assert not door.is_signed_in(session)
    door.sign_in(session)
    assert door.is_signed_in(session)
    assert session["person"] == "Ada"
    assert "csrf" not in session
    assert session["signed_in"] != "planted"
    assert session["device"] != "planted"
    copied = dict(session)
    door.sign_in(session)
    assert not door.is_signed_in(copied), "to sign in again ends what was"
    copied = dict(session)
    door.sign_out(session)
    assert set(session) == {"device"}
    assert not door.is_signed_in(copied)
    assert not door.is_signed_in(session)
    door.sign_out(session)


def test_nobody_stays_signed_in_for_ever(door: Authentication, clock: Clock) -> None:
    left: dict[str, object] = {}
    door.sign_in(left)
    clock.now += authentication.IDLE + 1
    assert not door.is_signed_in(left)
    busy: dict[str, object] = {}
    door.sign_in(busy)
    hours = 0
    while door.is_signed_in(busy):
        hours += 1
        clock.now += 3600
    assert hours == 7 * 24 + 1


def test_who_is_signed_in_is_bounded(door: Authentication) -> None:
    sessions: list[dict[str, object]] = [{} for _ in range(authentication.SIGNED_IN + 2)]
    for session in sessions:
        door.sign_in(session)
        assert door.is_signed_in(session)
        door.is_signed_in(sessions[0])
    assert [door.is_signed_in(session) for session in sessions[:4]] == [True, False, False, True]


def test_a_new_server_knows_nobody(door: Authentication) -> None:
    session: dict[str, object] = {}
    door.sign_in(session)
    assert not Authentication(PASSWORD).is_signed_in(session)
