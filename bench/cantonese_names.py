"""How often names in Chinese and as Hong Kong spells them are met by sound, rightly and wrongly.

    python bench/cantonese_names.py [--names 2000] [--seed 1]

*Met* is of names of public people, in Chinese and as they spell themselves. *Wrongly met* are pairs of a
Chinese name and the spelling of another that does not sound the same, and pairs that do sound the same though
written otherwise, among made-up names of common family and given characters; beside it the same for pinyin.
"""

import argparse
import json
import random
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
PEOPLE = """
梁振英 Leung Chun-ying|曾蔭權 Tsang Yam-kuen|董建華 Tung Chee-hwa|李家超 Lee Ka-chiu
李嘉誠 Li Ka-shing|陳茂波 Chan Mo-po|周潤發 Chow Yun-fat|劉德華 Lau Tak-wah|張學友 Cheung Hok-yau
郭富城 Kwok Fu-shing|黎明 Lai Ming|梁朝偉 Leung Chiu-wai|張國榮 Cheung Kwok-wing
梅艷芳 Mui Yim-fong|王家衛 Wong Kar-wai|許鞍華 Hui On-wah|杜琪峯 To Kei-fung|周星馳 Chow Sing-chi
吳孟達 Ng Man-tat|曾俊華 Tsang Chun-wah|唐英年 Tang Ying-nin|葉劉淑儀 Ip Lau Suk-yee
黃之鋒 Wong Chi-fung|梁國雄 Leung Kwok-hung|李柱銘 Lee Chu-ming|何鴻燊 Ho Hung-sun
查良鏞 Cha Leung-yung|倪匡 Ngai Hong|霍英東 Fok Ying-tung|鄭裕彤 Cheng Yu-tung|李兆基 Lee Shau-kee
郭得勝 Kwok Tak-sing|呂志和 Lui Che-woo|羅康瑞 Lo Hong-sui|黃大仙 Wong Tai Sin
陳方安生 Chan Fong On-sang|陳德霖 Chan Tak-lam|任志剛 Yam Chi-kong|馬道立 Ma Tao-li
張舉能 Cheung Kui-nang|陳奕迅 Chan Yik-shun|謝霆鋒 Tse Ting-fung|古天樂 Koo Tin-lok|林峯 Lam Fung
楊千嬅 Yeung Chin-wah|容祖兒 Yung Cho-yee|鄧紫棋 Tang Tsz-kei|黃子華 Wong Tsz-wah
姚松炎 Yiu Chung-yim|朱凱廸 Chu Hoi-dick|袁國勇 Yuen Kwok-yung|孫耀威 Suen Yiu-wai|徐克 Tsui Hark
洪金寶 Hung Kam-po|元彪 Yuen Biao|蔡卓妍 Choi Cheuk-yin|鍾欣潼 Chung Yan-tung|趙雅芝 Chiu Ngar-chi
余文樂 Yue Man-lok|石禮謙 Shek Lai-him|曹啟泰 Cho Kai-tai|方力申 Fong Lik-sun|陳大文 Chan Tai Man
"""
FAMILY = (
    "陳李張黃何王吳劉林梁鄭楊葉羅蔡鄧馮曾周許趙謝郭馬朱蘇胡余鍾潘徐麥蕭袁江盧莫譚姚洪方簡石戴溫"
)
GIVEN = (
    "文明志偉家豪俊傑國華建強永輝子軒嘉欣詩雅思慧敏麗美玲淑芬秀英玉珍佩儀婉曉彤穎琳心怡梓晴樂天朗浩然"
    "德榮光宗耀祖金水木火土春夏秋冬梅蘭竹菊松柏龍鳳福祿壽喜康寧平安瑞祥健康智勇信義忠孝仁愛和平大小中正"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--names", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    from channels.names import cantonese_sounds_of, sounds_of

    people = [one.split() for line in PEOPLE.split("\n") for one in line.split("|") if one]
    pairs = [(words[0], " ".join(words[1:])) for words in people]
    missed = [
        chinese
        for chinese, latin in pairs
        if not cantonese_sounds_of(chinese) & cantonese_sounds_of(latin)
    ]
    rng = random.Random(options.seed)
    made = sorted({
        rng.choice(FAMILY) + rng.choice(GIVEN) + rng.choice(GIVEN) for _ in range(options.names)
    })  # fmt: skip
    print(json.dumps({
        "people": len(pairs), "met": len(pairs) - len(missed), "missed": missed,
        "made_up": len(made), "pairs": len(made) * (len(made) - 1),
        "cantonese": wrongly(made, cantonese_sounds_of, cantonese),
        "mandarin": wrongly(made, sounds_of, mandarin),
    }, ensure_ascii=False))  # fmt: skip


def wrongly(names, sounds_of, spelled):  # type: ignore[no-untyped-def]
    """Count pairs of a name and the spelling of another that are met: of another sound, and of the same."""
    by_key, other, same = defaultdict(set), 0, 0
    for name in names:
        for key in sounds_of(name):
            by_key[key].add(name)
    spellings = {name: spelled(name) for name in names}
    for name, spelling in spellings.items():
        for found in set().union(*(by_key[key] for key in sounds_of(spelling))) - {name}:
            is_same = spellings[found] == spelling
            same, other = same + is_same, other + (not is_same)
    number = len(names) * (len(names) - 1)
    return {"of_another_sound": other, "one_in": number // max(other, 1), "of_the_same_sound": same}


def cantonese(name: str) -> str:
    """Spell as is usual in Hong Kong, by the first reading."""
    from channels.cantonese import readings, spellings
    from channels.names import folded_name

    read = [readings()[char][0] for char in folded_name(name)]
    words = [next(spellings(one), one) for one in read]
    return f"{words[0]} {'-'.join(words[1:])}"


def mandarin(name: str) -> str:
    from pypinyin import Style, lazy_pinyin

    words = lazy_pinyin(name, style=Style.NORMAL)
    return f"{words[0]} {''.join(words[1:])}"


if __name__ == "__main__":
    main()
