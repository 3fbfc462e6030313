"""Small workbooks, honest and otherwise."""

import io
import zipfile

from openpyxl import Workbook


def workbook(lines):
    book = Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_member(body, name, content):
    """The same workbook with one member written anew, or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for one in before.infolist():
            if one.filename != name:
                after.writestr(one, before.read(one))
        after.writestr(name, content)
    return out.getvalue()
