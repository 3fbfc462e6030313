import gettext
import os

from feedback_site.embedded.management.commands import compile_translations as command

SOURCE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

msgid "Repair"
msgstr "維修"
"""


def test_a_catalogue_is_compiled_when_it_is_older_than_its_source(tmp_path):
    source = tmp_path / "django.po"
    target = tmp_path / "django.mo"
    source.write_text(SOURCE)
    assert command._is_older(target, source)

    command._compile(source, target)

    assert not command._is_older(target, source)
    with target.open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Repair") == "維修"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["django.mo", "django.po"]
    os.utime(target, (0, 0))
    assert command._is_older(target, source)


def test_only_the_project_s_own_catalogues_are_compiled():
    found = command._catalogues()

    assert found
    assert not [path for path in found if ".venv" in path.parts]
