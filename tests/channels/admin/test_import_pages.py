"""Importing reviews in the back office: who may, what is shown before, and what could not be taken."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from channels.kinds import ChannelKind, ImportState
from channels.models import RawIntake, Review, ReviewImport
from channels.rules.imports import importing
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import ABILITIES, Ability, Role
from tests.factories.channels import ChannelFactory
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
IMPORTS = "admin:channels_imports"
TEXT = "id,author,text,stars\nr1,陳小姐,相片整批偏黃,2\nr2,=1+1,=cmd|' /C calc'!A0,nine\nr3,王先生,很好,5\n"


@pytest.fixture
def channel():
    return ChannelFactory(kind=ChannelKind.SOCIAL)


@pytest.fixture
def supervisor(client):
    user = posted(Role.SUPERVISOR)
    client.force_login(user)
    return user


def upload(client, channel, body=None, name="reviews.csv"):
    body = TEXT.encode() if body is None else body
    return client.post(
        reverse(IMPORTS), {"channel": channel.pk, "file": SimpleUploadedFile(name, body)}
    )


def uploaded(client, channel):
    upload(client, channel)
    return ReviewImport.objects.get()


def address(file, name="import"):
    return reverse(f"admin:channels_{name}", args=(file.pk,))


def mapping(**more):
    return {
        "column_text": "text", "column_author": "author", "column_stars": "stars",
        "column_external_id": "id", "stars": "3", "days": "30", "language": "", "source": "Maps",
        **more,
    }  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_only_those_who_supervise_import(client, channel, role):
    client.force_login(posted(role))
    may = Ability.SUPERVISE in ABILITIES[role]

    assert client.get(reverse(IMPORTS)).status_code == (200 if may else 403)
    assert upload(client, channel).status_code == (302 if may else 403)
    assert ReviewImport.objects.count() == may


def test_a_file_is_looked_into_before_anything_happens(client, supervisor, channel):
    file = uploaded(client, channel)

    page = client.get(address(file)).content.decode()

    assert "相片整批偏黃" in page
    assert "陳小姐" not in page
    assert page.count('class="import-wrong"') == 1
    assert not RawIntake.objects.exists()
    assert file.made_by == supervisor


def test_the_columns_may_be_changed_and_looked_at_again(client, supervisor, channel):
    file = uploaded(client, channel)

    answer = client.post(address(file, "import_confirm"), mapping(column_stars="", look="1"))

    assert answer.status_code == 200
    assert 'class="import-wrong"' not in answer.content.decode()
    file.refresh_from_db()
    assert file.state == ImportState.MAPPING


def test_confirmed_it_is_read_in_and_wrong_rows_are_saved_safely(client, supervisor, channel):
    file = uploaded(client, channel)
    assert client.post(address(file, "import_confirm"), mapping()).status_code == 302
    assert f'data-live="{address(file)}?part=1"' in client.get(address(file)).content.decode()
    assert "<html" not in client.get(address(file), {"part": "1"}).content.decode()
    importing.sweep_imports(now=file.made_at)

    page = client.get(address(file)).content.decode()
    answer = client.post(address(file, "import_wrong"))

    assert Review.objects.count() == 2
    assert "data-live" not in page
    line = answer.content.decode("utf-8-sig").splitlines()[1]
    assert line.startswith("r2,'=1+1,'=cmd|' /C calc'!A0,nine,")
    assert answer["Content-Disposition"] == f'attachment; filename="wrong-rows-{file.pk}.csv"'
    event = LedgerEvent.objects.get(verb="import.wrong_rows_opened")
    assert event.actor == f"user:{supervisor.pk}"


@pytest.mark.parametrize(
    "values",
    [{"column_text": "", "column_stars": ""}, {"column_text": "author"}, {"days": "-1"}, {"stars": "9"},
     {"source": " "}],
)  # fmt: skip
def test_what_cannot_work_is_said_and_nothing_happens(client, supervisor, channel, values):
    file = uploaded(client, channel)

    answer = client.post(address(file, "import_confirm"), mapping(**values))

    assert answer.status_code == 422
    file.refresh_from_db()
    assert file.state == ImportState.MAPPING


@pytest.mark.parametrize("body", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04x"])
def test_a_file_that_cannot_be_read_is_said(client, supervisor, channel, body):
    answer = upload(client, channel, body)

    assert answer.status_code == 422
    assert not ReviewImport.objects.exists()


def test_a_file_for_another_kind_of_channel_is_refused(client, supervisor):
    assert upload(client, ChannelFactory(kind=ChannelKind.WEB)).status_code == 422
    assert not ReviewImport.objects.exists()


@pytest.mark.parametrize("files", [1, 30])
def test_the_list_costs_the_same(client, supervisor, channel, files, django_assert_num_queries):
    for number in range(files):
        importing.begin_import(
            channel,
            name=f"{number}.csv",
            body=TEXT.encode(),
            actor=supervisor,
            now="2026-05-20T00:00Z",
        )
    client.get(reverse(IMPORTS))

    with django_assert_num_queries(11):
        client.get(reverse(IMPORTS))


def test_by_command_line(channel, tmp_path, capsys):
    path = tmp_path / "reviews.csv"
    path.write_text(TEXT)

    told = {"channel": channel.code, "source": "Maps"}
    call_command("import_reviews", str(path), **told)
    call_command("import_reviews", str(path), column=["stars="], **told)

    said = capsys.readouterr()
    assert said.out.splitlines() == ["2 new, 0 known, 1 wrong.", "1 new, 2 known, 0 wrong."]
    assert said.err.splitlines() == ["row 3: stars"]


@pytest.mark.parametrize(
    "wrong",
    [["--channel=nowhere"], ["--stars=9"], ["--store=nowhere"], ["--language=xx"], ["--source="]],
)
def test_by_command_line_what_is_wrong_is_said_and_nothing_read(tmp_path, channel, wrong):
    path = tmp_path / "reviews.csv"
    path.write_text(TEXT)

    with pytest.raises(CommandError):
        call_command("import_reviews", str(path), f"--channel={channel.code}", "--source=x", *wrong)

    assert not RawIntake.objects.exists()
