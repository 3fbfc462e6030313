import json
import os
import signal
import subprocess
import sys
import time

import psutil
import psycopg
import pytest

from feedback_site.embedded.errors import ServerFailed, WrongHome
from feedback_site.embedded.home import PROJECT, database_settings
from feedback_site.embedded.places import place_for
from feedback_site.embedded.postgres import EmbeddedPostgres, ensure_running, running_for
from tests.embedded.conftest import remove

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="is about root")


def connect(home, **changes):
    entry = database_settings(home)
    known = {
        "host": "HOST",
        "port": "PORT",
        "user": "USER",
        "dbname": "NAME",
        "password": "PASSWORD",
    }
    return psycopg.connect(**{name: entry[key] for name, key in known.items()} | changes)


def ask(home, question):
    with connect(home) as connection:
        return connection.execute(question).fetchone()[0]


def postmaster(server):
    return psutil.Process(int((server.place.data / "postmaster.pid").read_text().split()[0]))


def kill(server, processes):
    """Returns when the kernel has done it, which is a moment later."""
    for process in processes:
        process.kill()
    deadline = time.monotonic() + 60
    while server.answers():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def in_another_process(home, code, **options):
    head = (
        "import sys, time; from pathlib import Path; from feedback_site.embedded.postgres import *;"
    )
    return subprocess.Popen(
        [sys.executable, "-c", f"{head} home = Path(sys.argv[1])\n{code}", str(home)],
        cwd=PROJECT, stdout=subprocess.PIPE, text=True, **options,
    )  # fmt: skip


def test_what_is_written_is_there_after_a_restart(home, server):
    server.start()
    with connect(home) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")

    server.stop()
    assert not server.answers()
    server.start()

    assert ask(home, "SELECT number FROM kept") == 7


def test_settings_are_known_before_the_server_runs(home):
    entry = database_settings(home)

    assert entry["HOST"] == str(home / "pg" / "run")
    assert (entry["NAME"], entry["USER"]) == ("feedback", "feedback")
    assert not (home / "pg").exists()


def test_a_new_server_is_as_the_site_needs_it(home, server):
    server.start()

    assert ask(home, "SELECT split_part(current_setting('server_version'), '.', 1)") == "18"
    assert ask(home, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert ask(home, "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user") is True
    assert (
        ask(home, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'feedback'")
        == "feedback"
    )
    assert ask(home, "SELECT count(*) FROM pg_extension WHERE extname = 'pg_stat_statements'") == 1
    assert ask(home, "SHOW listen_addresses") == ""
    assert ask(home, "SHOW timezone") == "UTC"
    assert ask(home, "SHOW idle_in_transaction_session_timeout") == "1min"
    assert (
        server.place.socket.stat().st_mode & 0o777,
        server.place.data.stat().st_mode & 0o777,
    ) == (0o700, 0o700)


def test_only_a_throw_away_server_does_without_durability(home):
    with running_for(home):
        assert (
            ask(home, "SELECT current_setting('fsync') || current_setting('full_page_writes')")
            == "onon"
        )
    with running_for(home, durable=False):
        assert ask(home, "SHOW fsync") == "off"


def test_trigrams_work_for_chinese_and_the_site_installs_them_itself(home, server):
    server.start()
    with connect(home) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE EXTENSION btree_gin")

        trigrams = connection.execute("SELECT show_trgm('相機維修')").fetchone()[0]
        alike = connection.execute("SELECT similarity('相機維修', '相機維修進度')").fetchone()[0]
        low = connection.execute("SELECT lower('ÀÉＡ')").fetchone()[0]

    assert len(trigrams) == 5
    assert alike == pytest.approx(0.5)
    assert low == "àéａ"


@as_root
def test_root_logs_in_as_the_site_and_not_as_the_superuser(home, server):
    server.start()

    assert postmaster(server).username() == "feedback-pg"
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        connect(home, user="postgres")


def test_a_killed_server_comes_back_with_every_committed_row(home):
    server = EmbeddedPostgres(home)
    server.start()
    with connect(home) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    killed = postmaster(server)

    kill(server, [killed])
    server.start()

    assert postmaster(server).pid != killed.pid
    assert ask(home, "SELECT count(*) FROM kept") == 1000


def test_a_server_whose_every_process_was_killed_comes_back(home, server):
    server.start()
    first = postmaster(server)
    kill(server, [first, *first.children(recursive=True)])

    server.start()

    assert ask(home, "SELECT 1") == 1


def test_backends_that_outlive_a_killed_server_are_ended(home, server):
    server.start()
    stuck = connect(home)
    backend = psutil.Process(stuck.execute("SELECT pg_backend_pid()").fetchone()[0])
    backend.suspend()  # cannot notice that its postmaster is gone
    kill(server, [postmaster(server)])

    server.start()

    assert ask(home, "SELECT 1") == 1
    assert not backend.is_running() or backend.status() == psutil.STATUS_ZOMBIE


def test_a_stale_pid_file_that_names_a_living_stranger_is_no_obstacle(home, server):
    server.start()
    pid_file = server.place.data / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    server.stop()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))

    assert not server.answers()
    server.start()

    assert ask(home, "SELECT 1") == 1


def test_of_many_starters_one_starts_and_all_connect(home):
    code = "ensure_running(home, durable=False); print(EmbeddedPostgres(home)._pid_file_line(0))"

    racing = [in_another_process(home, code) for _ in range(4)]
    answers = {process.communicate(timeout=240)[0].strip() for process in racing}

    assert [process.returncode for process in racing] == [0, 0, 0, 0]
    assert answers == {str(postmaster(EmbeddedPostgres(home)).pid)}


def test_the_last_one_out_stops_the_server(home):
    with running_for(home, durable=False) as first:
        other = in_another_process(home, "with running_for(home): print('in', flush=True)")
        assert other.communicate(timeout=240)[0] == "in\n"
        assert first.answers()
    assert not first.answers()


def test_a_user_that_was_killed_does_not_keep_the_server_running(home):
    code = "with running_for(home, durable=False): print('in', flush=True); time.sleep(600)"
    other = in_another_process(home, code)
    assert other.stdout.readline() == "in\n"

    other.send_signal(signal.SIGKILL)
    other.wait()
    other.stdout.close()
    server = EmbeddedPostgres(home)
    assert server.answers()
    with running_for(home):
        pass

    assert not server.answers()


def test_a_long_path_gets_a_short_socket(home):
    deep = home / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    try:
        place = place_for(deep)
        assert len(f"{place.socket}/.s.PGSQL.5432.lock") < 107
        with running_for(deep, durable=False):
            assert ask(deep, "SELECT 1") == 1
            assert place_for(deep) == place
    finally:
        remove(deep)


@as_root
def test_below_a_private_folder_the_database_lies_outside_and_no_permission_changes(private_home):
    before = private_home.parent.stat().st_mode

    with running_for(private_home, durable=False) as server:
        assert ask(private_home, "SELECT 1") == 1
        assert str(server.place.base).startswith("/var/lib/feedback-pg/")
    assert private_home.parent.stat().st_mode == before
    remembered = json.loads((private_home / "pg_place.json").read_text())
    assert remembered["base"] == str(server.place.base)
    assert place_for(private_home) == server.place


@as_root
def test_a_copy_of_a_home_gets_a_database_of_its_own(private_home):
    with running_for(private_home, durable=False) as original:
        pass
    copy = private_home.with_name("copy")
    copy.mkdir()
    for name in ("pg_place.json", "copy_id"):
        (copy / name).write_text((private_home / name).read_text())

    assert place_for(copy).base != original.place.base


@as_root
def test_somebody_elses_home_is_refused(home):
    os.chown(home, 65534, 65534)

    with pytest.raises(WrongHome, match="belongs to user id 65534"):
        place_for(home)
    assert list(home.iterdir()) == []
    os.chown(home, 0, 0)


def test_data_of_another_version_is_left_alone_and_named(home, server):
    server.place.data.mkdir(parents=True)
    (server.place.data / "PG_VERSION").write_text("17\n")

    with pytest.raises(ServerFailed, match="made by PostgreSQL 17, and this is 18"):
        server.start()
    assert (server.place.data / "PG_VERSION").read_text() == "17\n"


def test_a_server_that_cannot_start_says_why(home, server):
    server.start()
    server.stop()
    with (server.place.data / "postgresql.auto.conf").open("a") as conf:
        conf.write("no_such_setting = 1\n")

    with pytest.raises(ServerFailed, match="unrecognized configuration parameter"):
        ensure_running(home)
