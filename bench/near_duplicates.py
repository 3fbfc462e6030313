"""How well nearly the same texts are told from merely similar ones: recall for each kind of edit at 1 % false.

    python bench/near_duplicates.py --texts 2000

Texts are put together from seven clauses as customers of a photo shop write them, in Chinese and English.
"False" is a pair of two texts about the same fault, told in the very same words, that share one more clause
at most: the threshold is set so that one such pair in a hundred passes it, which is harder than life. Each
kind of edit is then made to each text, and the text is looked up.
"""

import argparse
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from opencc import OpenCC

from cases.triage import near

ZH = {
    "when": ["上週六", "昨天下午", "三月二號", "前天晚上", "這個月初", "連假的時候", "今天早上", "兩個禮拜前", "國慶日那天", "下班之後"],
    "where": ["在中山店", "透過你們的網站", "在車站旁的門市", "用手機應用程式", "在信義店的機台", "請朋友到士林店", "打電話給客服之後", "在百貨公司的櫃位"],
    "what": ["沖印了全家福", "訂了一本結婚相簿", "做了一組月曆", "掃描了爺爺的老照片", "洗了一百張四乘六", "訂做了生日馬克杯", "放大了畢業照", "印了寶寶滿月卡", "輸出了展覽用的海報", "修復了泛黃的底片"],
    "wrong": ["結果整批顏色偏黃", "拿到時邊緣被裁掉一截", "封面的膠整個脫落", "少了十二張也沒有說明", "表面全是刮痕和指紋", "名字印錯了一個字", "臉部糊得認不出來", "有一半是別人的照片", "紙張摸起來又薄又皺", "暗部都糊成一片黑"],
    "met": ["店員看了一眼就說沒辦法", "打了五通電話都沒人接", "櫃檯叫我自己上網處理", "主管說是檔案的問題", "客服回信只有罐頭訊息", "等了四十分鐘沒有人理我", "年輕的店員很有禮貌可是幫不上忙", "聊天機器人一直重複同一句"],
    "need": ["下個月告別式要用", "這是送給外婆的八十歲禮物", "公司活動等著掛出來", "小孩的學校隔天就要交", "婚宴當天要擺在門口", "我們準備寄到國外給家人", "展場的廠商已經在催", "孩子看到都哭了"],
    "wish": ["希望你們重印一份並且送到家", "請把錢退回原來的信用卡", "至少應該給一個合理的解釋", "麻煩請店長親自回我電話", "我要求換成比較厚的相紙", "請告訴我多久可以處理好", "不然我會去消保會申訴", "希望以後先校色再輸出"],
}  # fmt: skip
EN = {
    "when": ["Last Saturday", "Yesterday afternoon", "On the second of March", "Two weeks ago", "During the holidays", "This morning before work", "Right after our wedding", "At the beginning of the month"],
    "where": ["at the Central branch", "through your website", "in the shop next to the station", "with the mobile app", "at the kiosk in the mall", "by phone with your hotline"],
    "what": ["I ordered a canvas of our family", "we had a wedding album bound", "I printed one hundred four by six photos", "I asked for a calendar with the kids", "my father had old slides scanned", "we bought a mug for her birthday", "I enlarged my graduation portrait", "our club ordered exhibition posters"],
    "wrong": ["but all colours came out yellowish", "and the edges were cropped off", "but the cover glue came loose at once", "and twelve prints were missing without a word", "but the surface is full of scratches", "and the name was misspelled", "but every face is blurred", "and half of them belong to somebody else"],
    "met": ["The clerk shrugged and said nothing could be done", "Nobody picked up the phone five times", "I was told to sort it out online", "The manager blamed my file", "Support answered with a canned reply", "We queued for forty minutes for no help"],
    "need": ["It is for a funeral next month", "It was meant for my grandmother turning eighty", "The company event starts on Friday", "School wants it tomorrow", "It should stand at the wedding entrance", "Our relatives abroad are waiting for it"],
    "wish": ["Please reprint everything and deliver it", "I want the money back on my card", "You owe us a proper explanation", "Have the store manager ring me", "Please use the thicker paper this time", "Tell me how long it will take", "Otherwise I will go to the consumer council"],
}  # fmt: skip
GREETINGS = {
    "zh": ["您好，我是你們的老顧客，想反映一件事情。", "你好！不好意思打擾了，", "客服人員您好，麻煩幫我看一下，謝謝。"],
    "en": ["Hello there, I have been a customer for years. ", "Dear Sir or Madam, ", "Hi team, sorry to bother you, "],
}  # fmt: skip
REPLIES = {
    "zh": ["我再寄一次，上次都沒有人回覆我。", "請問這件事情的進度如何？", "同上，請盡快處理，謝謝你們。"],
    "en": ["Sending this again because nobody answered.", "Any news about the matter below?", "As above, please hurry, thank you."],
}  # fmt: skip
EMOJI = ["😡", "🙏", "!!!", "~~", "……", "😢😢", " :("]


def base_texts(number: int, random_: random.Random) -> list[tuple[str, str, tuple[int, ...]]]:
    """Texts with their language and the clauses that they were made of."""
    found: list[tuple[str, str, tuple[int, ...]]] = []
    while len(found) < number:
        language, parts = ("zh", ZH) if random_.random() < 0.7 else ("en", EN)
        chosen = tuple(random_.randrange(len(options)) for options in parts.values())
        found.append((written(language, parts, chosen, random_), language, chosen))
    return found


def written(language: str, parts: dict[str, list[str]], chosen: tuple[int, ...], random_: random.Random) -> str:
    """Put clauses to a text, with an order number in some."""
    said = [options[place] for options, place in zip(parts.values(), chosen, strict=True)]
    order = f"ZS-{random_.randrange(10000, 99999)}"
    if language == "zh":
        tail = f"訂單{order}。" if random_.random() < 0.5 else ""
        return f"{said[0]}{said[1]}{said[2]}，{said[3]}。{said[4]}，{said[5]}，{said[6]}。{tail}"
    tail = f" Order {order}." if random_.random() < 0.5 else ""
    return f"{said[0]} {said[1]} {said[2]}, {said[3]}. {said[4]}. {said[5]}. {said[6]}.{tail}"


_TO_SIMPLE, _TO_TRADITIONAL = OpenCC("t2s"), OpenCC("s2t")


def pieces(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[，。.,])", text) if part.strip()]


def swapped(text: str, language: str, random_: random.Random) -> str:
    parts = pieces(text)
    for _ in range(2):
        place = random_.randrange(max(1, len(parts) - 1))
        parts[place : place + 2] = reversed(parts[place : place + 2])
    return "".join(parts)


def typos(text: str, language: str, random_: random.Random) -> str:
    letters = list(text)
    for _ in range(max(2, len(letters) // 25)):
        place = random_.randrange(len(letters))
        letters[place] = random_.choice(["", random_.choice("的在了是我有他這個們來" if language == "zh" else "etaoinsrhl")])
    return "".join(letters)


def punctuation(text: str, language: str, random_: random.Random) -> str:
    plain = re.sub(r"[，。,.]", lambda _: random_.choice([" ", "！", "~", "\n", ""] if language == "zh" else [" ", "!", " -", "\n"]), text)
    return plain + random_.choice(EMOJI) + random_.choice(EMOJI)


def numbers(text: str, language: str, random_: random.Random) -> str:
    changed = re.sub(r"\d", lambda _: str(random_.randrange(10)), text)
    return changed + ("電話0912-345-678" if language == "zh" else " Call me at 0912-345-678")


def halved(text: str, language: str, random_: random.Random) -> str:
    middle = len(text) // 2
    return text[:middle] if random_.random() < 0.5 else text[middle:]


def quoted(text: str, language: str, random_: random.Random) -> str:
    lines = "\n".join("> " + part for part in pieces(text))
    return f"{random_.choice(REPLIES[language])}\n\n{lines}"


Edit = Callable[[str, str, random.Random], str]
EDITS: dict[str, Edit] = {
    "swapped clauses": swapped,
    "greeting added": lambda text, language, r: r.choice(GREETINGS[language]) + text,
    "other script": lambda text, language, r: _TO_SIMPLE.convert(text) if language == "zh" else text.upper(),
    "typos": typos,
    "punctuation and emoji": punctuation,
    "numbers changed": numbers,
    "cut in half": halved,
    "quoted with a reply": quoted,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    random_ = random.Random(asked.seed)
    texts = base_texts(asked.texts, random_)
    grams = [near.grams_of(near.stripped(text)) for text, _language, _chosen in texts]
    weights = near.Weights.counted(grams)
    vectors = [near.vector_of(one, weights) for one in grams]
    print(f"{len(texts)} texts, {sum(one[1] == 'en' for one in texts)} of them English")

    strangers = same_subject(texts, vectors, asked.pairs, random_)
    threshold = strangers[int(len(strangers) * 0.99)]
    above = sum(value >= near.ALIKE for value in strangers) / len(strangers)
    print(f"pairs of one subject: median {strangers[len(strangers) // 2]:.3f}, 99 % below {threshold:.3f};"
          f" {above:.2%} at or above the threshold in force, {near.ALIKE}")
    keys = [set(near.keys_of(one, weights)) for one in grams]
    print(f"{'edit':24}{'recall at 1 %':>14}{'in force':>10}{'looked up':>11}")
    for name, edit in EDITS.items():
        line(name, edit, texts, vectors, keys, weights, threshold, random_)
    began = time.perf_counter()
    for text, _language, _chosen in texts[:500]:
        near.vector_of(near.grams_of(near.stripped(text)), weights)
    print(f"{(time.perf_counter() - began) / min(500, len(texts)) * 1000:.2f} ms to read one text")


def same_subject(texts, vectors, number, random_):  # type: ignore[no-untyped-def]
    """Similarities of pairs with the same fault or thing, in order."""
    by_subject = defaultdict(list)
    for place, (_text, language, chosen) in enumerate(texts):
        by_subject[language, chosen[3]].append(place)
    groups = [group for group in by_subject.values() if len(group) > 1]
    found = []
    while len(found) < number:
        one, other = random_.sample(random_.choice(groups), 2)
        if sum(a == b for a, b in zip(texts[one][2], texts[other][2], strict=True)) <= 2:
            found.append(near.similarity(vectors[one], vectors[other]))
    return sorted(found)


def line(name, edit, texts, vectors, keys, weights, threshold, random_):  # type: ignore[no-untyped-def]
    found = in_force = looked_up = 0
    for place, (text, language, _chosen) in enumerate(texts):
        grams = near.grams_of(near.stripped(edit(text, language, random_)))
        value = near.similarity(vectors[place], near.vector_of(grams, weights))
        found += value >= threshold
        in_force += value >= near.ALIKE
        looked_up += len(keys[place] & set(near.keys_of(grams, weights))) >= 1
    number = len(texts)
    print(f"{name:24}{found / number:>14.3f}{in_force / number:>10.3f}{looked_up / number:>11.3f}")


if __name__ == "__main__":
    main()
