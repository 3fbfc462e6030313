"""What the bundled PostgreSQL is told: how it is made, who may log in, and how it is tuned."""

import os
from pathlib import Path

ROLE = "feedback"
DATABASE = "feedback"
SUPERUSER = "postgres"
PORT = 5432

# pg_trgm looks at the libc character type and not at the provider: with --locale=C it finds no
# trigram in Chinese text. The builtin provider keeps code-point order, free of glibc's changes.
INITDB_OPTIONS = (
    f"--username={SUPERUSER}",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    "--lc-ctype=C.UTF-8",
    "--lc-messages=C",
    "--lc-monetary=C",
    "--lc-numeric=C",
    "--lc-time=C",
    "--auth-local=peer",
    "--auth-host=reject",
    "--data-checksums",
)

# Idempotent; run by the superuser after every start.
PROVISION = f"""
SELECT 'CREATE ROLE {ROLE} LOGIN CREATEDB'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') \\gexec
GRANT pg_read_all_stats TO {ROLE};
SELECT 'CREATE DATABASE {DATABASE} OWNER {ROLE}'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
\\connect {DATABASE}
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
"""  # noqa: S608 - all of it is ours


def configuration(socket: Path, *, durable: bool) -> str:
    """Return the settings that differ from PostgreSQL's own; memory follows the machine's."""
    memory = _megabytes_of_memory()
    chosen = {
        "listen_addresses": "",
        "port": PORT,
        "unix_socket_directories": socket,
        "unix_socket_permissions": "0700",
        "max_connections": 200,
        "shared_buffers": f"{_between(128, memory // 8, 512)}MB",
        "effective_cache_size": f"{_between(256, memory // 2, 8192)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "max_wal_size": "2GB",
        "random_page_cost": 1.1,
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "idle_in_transaction_session_timeout": "60s",
        "shared_preload_libraries": "pg_stat_statements",
        "log_min_duration_statement": "500ms",
        "logging_collector": "on",
        "log_directory": "log",
        "log_filename": "postgresql-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": 0,
    }
    if not durable:
        chosen |= {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "wal_level": "minimal",
            "max_wal_senders": 0,
        }
    return "".join(f"{name} = '{_quoted(value)}'\n" for name, value in chosen.items())


def logins() -> str:
    """Return pg_hba.conf: the kernel vouches for local accounts; no network."""
    return f"""\
local all {ROLE} peer map=feedback
local all {SUPERUSER} peer map=feedback
local replication {SUPERUSER} peer map=feedback
"""


def login_map(server_account: str) -> str:
    """Return pg_ident.conf: the server's own account is superuser, root may log in as the site."""
    return f"""\
feedback "{server_account}" {SUPERUSER}
feedback "{server_account}" {ROLE}
feedback "root" {ROLE}
"""


def _quoted(value: object) -> str:
    return str(value).replace("'", "''")


def _between(least: int, wanted: int, most: int) -> int:
    return max(least, min(wanted, most))


def _megabytes_of_memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
