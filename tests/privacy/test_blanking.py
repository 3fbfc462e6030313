"""What is left of an answer when nothing in it may tell to whom it was written."""

import pytest

from feedback_site.privacy.blanking import blanked, names_in


@pytest.mark.parametrize(
    ("text", "known", "left"),
    [
        ("王小明您好：相片會重印。", (), "[…]您好：相片會重印。"),
        ("親愛的顧客您好，請於7天內以5x7重印。", (), "親愛的顧客您好，請於7天內以5x7重印。"),
        ("請大明來店。美玲 敬上", ("陳大明", "林美玲"), "請[…]來店。[…] 敬上"),
        ("請陳小姐到台北市中山北路二段45號3樓", (), "請[…]小姐到[…]"),
        ("請於11月24日下午3:30取件，賠NT$1,200", (), "請於[…]下午[…]取件，賠[…]"),
        ("電話０９１２－３４５－６７８，LINE ID: mary_c", (), "電話[…]－[…]－[…]，[…]"),
        ("打零九一二三四五六七八", (), "打[…]"),
        ("单号SF-100234，请查收，价格12元", (), "单号[…]，请查收，价格[…]"),
        ("Dear Mary Chan,\nWe are sorry.\nBest regards,\nPeter Wong", (),
         "Dear […],\nWe are sorry.\nBest regards,\n[…]"),
        ("Hi there, Ms. Chan may write to a.b@c.com or @marychan", (),
         "Hi there, Ms. […] may write to […] or […]"),
        ("On 24 Nov order AB-12345 went to 12 Nathan Road", (), "On […] order […] went to […]"),
        ("We may reprint for May Lee, and MARY can wait", ("May Lee", "Mary"),
         "We may reprint for […], and […] can wait"),
        ("寄到陽光花園3座12樓B室，分機12", (), "[…]，[…]"),
        ("Flat B, 12/F, Sunshine Court for Mary Chan", (), "[…], […], […] for […]"),
        # In the middle of a sentence, without a title.
        ("照片已重印，將由林美玲與您聯絡，請交給王大明。", (), "照片已重印，將由[…]與您聯絡，請交給[…]。"),
        ("请联系张伟，或找王芳。李明已与您说明", (), "请联系[…]，或找[…]。[…]已与您说明"),
        ("相片會由洪小美寄給您。", (), "相片會由[…]寄給您。"),
        ("Mary會聯絡您，請找Peter處理，App 也行", (), "[…]會聯絡您，請找[…]處理，App 也行"),
        ("We asked Mary to call you. Peter will write on Monday", (),
         "We asked […] to call you. […] will write on Monday"),
        # What only begins like a name stays.
        ("許多相片偏黃，黃色會退，白邊會消失，請馬上來店，方便時請連同相片寄回", (),
         "許多相片偏黃，黃色會退，白邊會消失，請馬上來店，方便時請連同相片寄回"),
        ("We reprint on Fujifilm paper. Delivery will take two days.", (),
         "We reprint on Fujifilm paper. Delivery will take two days."),
        ("See https://x.example/c?k=1 within 3 working days", (), "See […] within 3 working days"),
    ],
)  # fmt: skip
def test_names_contacts_and_numbers_become_blanks(text, known, left):
    assert blanked(text, known=known) == left


def test_colleagues_count_as_they_are_written():
    assert blanked("It will be done by will, ask Will", ours=["Will"]) == (
        "It will be done by will, ask […]"
    )


def test_names_are_found_where_somebody_gives_them():
    assert names_in("你好，我叫王小明，相片偏黃。\n林美玲 敬上") == ["王小明", "林美玲"]
    assert names_in("很黃\n\n \n林美玲 敬上\n\n") == ["林美玲"]
    assert names_in("My name is Mary Chan. It is blue.\nThanks,\nMary") == ["Mary Chan", "Mary"]


def test_blank_lines_without_end_are_read_as_quickly_as_any():
    assert names_in("thanks" + "\n \n" * 1_000 + "Mary") == ["Mary"]
    assert blanked("thanks" + " " * 60_000 + "\n \n" * 60_000) == "thanks"
