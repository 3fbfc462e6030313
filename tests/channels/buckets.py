"""A bucket on loopback that speaks as much of S3 as we use, and believes only signed requests.

Path style. Signatures are reckoned by the published recipe (Signature Version 4), not by the library
under test. `fails` makes the next answers go wrong, as a tired server's do.
"""

import hashlib
import hmac
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

KEY, SECRET, REGION, NAME = "AKIDTEST", "a secret of the suite", "eu-test-1", "photos"


class BucketServer(ThreadingHTTPServer):
    """Keeps objects in memory, by their keys."""

    daemon_threads = True

    def __init__(self):
        self.objects, self.asked, self.fails = {}, [], 0
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def address(self):
        port = self.server_address[1]
        return f"s3://{NAME}/shop?endpoint=http://127.0.0.1:{port}&region={REGION}"


@contextmanager
def serving():
    server = BucketServer()
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        """Keep the suite's output clean."""

    def _serve(self):
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        url = urlsplit(self.path)
        self.server.asked.append((self.command, unquote(url.path)))
        if self.server.fails:
            self.server.fails -= 1
            return self._answer(503, error="SlowDown")
        if not self._is_signed(url, sent):
            return self._answer(403, error="SignatureDoesNotMatch")
        bucket, _, key = unquote(url.path).lstrip("/").partition("/")
        if bucket != NAME:
            return self._answer(404, error="NoSuchBucket")
        if not key:
            return self._list(dict(parse_qsl(url.query, keep_blank_values=True)))
        return getattr(self, f"_{self.command.lower()}")(key, sent)

    do_GET = do_HEAD = do_PUT = do_DELETE = _serve  # noqa: N815

    def _put(self, key, sent):
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            sent = _unchunked(sent)
        self.server.objects[key] = (sent, datetime.now(UTC))
        self._answer(200, headers={"ETag": f'"{hashlib.md5(sent).hexdigest()}"'})

    def _get(self, key, _sent):
        if key not in self.server.objects:
            return self._answer(404, error="NoSuchKey")
        body, written = self.server.objects[key]
        return self._answer(
            200, body=body,
            headers={
                "ETag": f'"{hashlib.md5(body).hexdigest()}"',
                "Last-Modified": f"{written:%a, %d %b %Y %H:%M:%S} GMT",
            },
        )  # fmt: skip

    _head = _get

    def _delete(self, key, _sent):
        self.server.objects.pop(key, None)
        self._answer(204)

    def _list(self, query):
        prefix = query.get("prefix", "")
        names, folders = [], set()
        for key in sorted(self.server.objects):
            if key.startswith(prefix):
                below = key[len(prefix) :]
                if "/" in below:
                    folders.add(prefix + below.split("/")[0] + "/")
                else:
                    names.append(key)
        inside = "".join(f"<Contents><Key>{escape(name)}</Key></Contents>" for name in names)
        inside += "".join(
            f"<CommonPrefixes><Prefix>{escape(one)}</Prefix></CommonPrefixes>"
            for one in sorted(folders)
        )
        self._answer(200, body=f"<ListBucketResult>{inside}</ListBucketResult>".encode())

    def _answer(self, status, *, body=b"", headers=None, error=""):
        if error:
            body = f"<Error><Code>{error}</Code><Message>{error}</Message></Error>".encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _is_signed(self, url, sent):
        given = self.headers.get("Authorization", "")
        if not given.startswith("AWS4-HMAC-SHA256 "):
            return False
        parts = dict(part.strip().split("=", 1) for part in given[17:].split(","))
        _key, day, region, service, _ = parts["Credential"].split("/")
        claimed = self.headers["X-Amz-Content-SHA256"]
        is_whole = claimed in (hashlib.sha256(sent).hexdigest(), "UNSIGNED-PAYLOAD")
        if not is_whole and claimed != "STREAMING-UNSIGNED-PAYLOAD-TRAILER":
            return False
        asked = sorted(parse_qsl(url.query, keep_blank_values=True))
        signed = parts["SignedHeaders"].split(";")
        request = "\n".join(
            (
                self.command, url.path,
                "&".join(f"{quote(n, safe='-_.~')}={quote(v, safe='-_.~')}" for n, v in asked),
                *(f"{name}:{' '.join(self.headers[name].split())}" for name in signed), "",
                parts["SignedHeaders"], claimed,
            )
        )  # fmt: skip
        scope = f"{day}/{region}/{service}/aws4_request"
        digest = hashlib.sha256(request.encode()).hexdigest()
        said = f"AWS4-HMAC-SHA256\n{self.headers['X-Amz-Date']}\n{scope}\n{digest}"
        key = f"AWS4{SECRET}".encode()
        for step in (day, region, service, "aws4_request"):
            key = hmac.digest(key, step.encode(), "sha256")
        ours = hmac.new(key, said.encode(), "sha256").hexdigest()
        return (parts["Credential"].startswith(f"{KEY}/"), ours) == (True, parts["Signature"])


def _unchunked(sent):
    whole, rest = b"", sent
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        if not length:
            break
        whole, rest = whole + rest[:length], rest[length + 2 :]
    return whole
