"""One Chromium for the whole run: Playwright's synchronous loop can be started once in a process."""

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

# What a page is waited for, in milliseconds, on a busy machine; whatever is there sooner is taken at once.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

# The same engine without windows draws the same pages in two thirds of the time.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic",
    "--no-first-run",
    # A microphone that beeps; without windows nobody could be asked, so that each page may use it.
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium():
    """Playwright's loop stays in this thread, where Django would take every query for a blocking one."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS], timeout=3 * PATIENCE
        )
        yield browser
        browser.close()
