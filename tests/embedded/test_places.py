from concurrent.futures import ThreadPoolExecutor

from feedback_site.embedded import locks
from feedback_site.embedded.places import place_for, secret


def test_a_secret_is_made_once_and_is_private(home):
    first = secret(home, "signing")

    assert len(bytes.fromhex(first)) == 32
    assert secret(home, "signing") == first
    assert secret(home, "another") != first
    assert (home / "signing").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in home.iterdir()) == ["another", "signing"]


def test_of_two_that_make_a_secret_at_once_both_get_the_same(home):
    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(lambda _: secret(home, "signing"), range(32)))

    assert len(answers) == 1


def test_a_moved_home_takes_its_database_along(home):
    old, new = home / "old", home / "new"

    assert place_for(old).base == old / "pg"
    old.rename(new)

    assert place_for(new).base == new / "pg"


def test_shares_and_the_whole_exclude_each_other(tmp_path):
    lock = tmp_path / "lock"
    assert not locks.is_held(lock)

    one, two = locks.try_shared(lock), locks.try_shared(lock)

    assert one is not None
    assert two is not None
    assert locks.is_held(lock)
    assert locks.try_exclusive(lock) is None
