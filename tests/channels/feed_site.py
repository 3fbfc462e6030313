"""A site with a feed on this machine, that answers as it is told and remembers how it was asked."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

FEED = '<rss version="2.0"><channel><title>x</title>{}</channel></rss>'
ITEM = (
    "<item><guid>{0}</guid><title>t{0}</title><description>words {0}</description>"
    "<rating>{1}</rating></item>"
)


def feed(*items):
    return FEED.format("".join(ITEM.format(*item) for item in items)).encode()


class FeedSite:
    """What stands at /feed, with its ETag; `answers` are statuses that come before it."""

    def __init__(self):
        self.body, self.etag, self.answers, self.asked = feed(), '"1"', [], []

    def says(self, *items):
        self.body, self.etag = feed(*items), f'"{len(items)}"'


@contextmanager
def running(site):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            site.asked.append((self.path, dict(self.headers)))
            status, headers = site.answers.pop(0) if site.answers else (200, {})
            if status == 200 and self.headers.get("If-None-Match") == site.etag:
                status = 304
            self.send_response(status)
            body = site.body if status == 200 else b""
            for name, value in {"ETag": site.etag, "Content-Length": len(body), **headers}.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
