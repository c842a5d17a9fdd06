"""The parts of understanding, each by a table: cleaning, districts, cues, features, dictionary, data."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import jieba
import pytest
import yaml

from nlu.clean import clean_text
from nlu.danger_model import HARMLESS, fit_danger_model
from nlu.dictionary_file import is_fresh
from nlu.facet_cues import cue_points, facet_cues
from nlu.facet_model import even_weights
from nlu.gazetteer import Gazetteer
from nlu.importer import TrainingDataError, read_examples
from nlu.phrase_features import Phrase
from nlu.understanding_model import Example, UnderstandingModel, fit_understanding
from services_db import FACETS
from services_db.sources import read_divisions

DATA = Path(__file__).parents[2] / "nlu/data"
CONFIG = {
    "min_count": 1,
    "cost": 1.0,
    "sharpness": 6.0,
    "scope_sharpness": 6.0,
    "facet_cost": 0.3,
    "facet_sharpness": 3.0,
    "danger_cost": 1.0,
    "danger_sharpness": 3.0,
}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(read_divisions())


@pytest.fixture(scope="module")
def entries() -> list[dict[str, object]]:
    files = sorted(DATA.rglob("*.yml"))
    return [e for f in files for e in yaml.load(f.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]]


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("１２３３８熱線", "12338热线"),
        ("兩\u200b癌\ufeff篩查", "两癌筛查"),
        ("  产假 \n\t 几天 ", "产假 几天"),
        ("产\x00假\x07", "产假"),
        ("\ud83d产假", "产假"),
        ("\u202e反了", "反了"),
        ("", ""),
    ],
)
def test_text_is_cleaned(typed: str, cleaned: str) -> None:
    assert clean_text(typed) == cleaned


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("我在柳市这边", "乐清市"),
        ("平阳坑有没有", "瑞安市"),
        ("瓯北的托班", "永嘉县"),
        ("龙港呢", "龙港市"),
        ("不是瑞安,是乐清", "乐清市"),
        ("鳌江有没有普惠的", "平阳县"),
        ("住五马街道", "鹿城区"),
        ("洞头霓屿", "洞头区"),
        ("这是马站,跟谁反映", "苍南县"),
        ("我在市区", None),
        ("平阳路上的医院", None),
        ("学校大门口", None),
        ("杭州有吗", None),
    ],
)
def test_district_is_found_by_county_and_town(gazetteer: Gazetteer, text: str, county: str | None) -> None:
    assert gazetteer.county(text) == county


def test_every_town_with_its_full_name_is_found(gazetteer: Gazetteer) -> None:
    for division in read_divisions():
        assert gazetteer.county(f"我在{division.town or division.county}") == division.county


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("要带什么材料", "materials"),
        ("电话多少", "phone"),
        ("在哪里办", "where"),
        ("哪份文件写的", "source"),
        ("老板扣我喂奶的钟点,能这么干吗", "what"),
        ("那份补贴会不会马上停掉", "what"),
        ("我家这样的轮到没", "who"),
        ("假能休到孩子几岁", "when"),
        ("到几岁", "who"),
        ("一天要运动多久", "target"),
        ("乐清有哪些机构", "where"),
        ("住院能退几成", "cost"),
    ],
)
def test_cue_names_its_facet(text: str, facet: str) -> None:
    points = cue_points(text)
    assert max(points, key=lambda key: points[key]) == facet


def test_cues_are_for_facets_that_exist() -> None:
    assert set(facet_cues()) <= set(FACETS)


def test_dictionary_is_fresh() -> None:
    assert is_fresh(), "run python -m nlu dictionary"


def test_no_utterance_says_two_things(entries: list[dict[str, object]]) -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for line in str(entry["examples"]).splitlines():
            owners[line.strip()].add(str(entry["intent"]))
    assert {text: intents for text, intents in owners.items() if len(intents) > 1} == {}


def test_importer_refuses_a_malformed_file(tmp_path: Path) -> None:
    path = tmp_path / "bad.yml"
    path.write_text("nlu:\n- intent: greet\n  examples: |\n    你好\n", encoding="utf-8")
    with pytest.raises(TrainingDataError, match=r"bad\.yml"):
        list(read_examples(path))


def _phrase(text: str) -> Phrase:
    return Phrase(text, jieba.cut(text))


def _tiny_model() -> UnderstandingModel:
    rows = [
        ("ask_service/screening", "what", ("两癌筛查是什么", "免费的妇科检查", "查乳腺查宫颈", "筛查在哪里")),
        ("ask_service/childcare", "where", ("两岁孩子哪里托", "托班在哪", "小孩没人带送哪里", "附近的托育")),
        ("greet", None, ("你好", "在吗", "您好呀", "喂")),
        ("hotline", "phone", ("打12338", "12338热线", "12338是什么", "拨12338")),
        ("other", "phone", ("打12345", "12345热线", "12345是什么", "拨12345")),
    ]
    examples = [Example(_phrase(text), intent, facet, 1.0) for intent, facet, texts in rows for text in texts]
    disclosures = ("老公打我", "他又打我了", "丈夫打我", "男朋友踢我")
    examples += [Example(_phrase(text), "disclose", None, 1.0, "domestic_violence") for text in disclosures]
    return fit_understanding(examples, CONFIG)


def test_model_tells_numbers_apart_and_hears_homophones() -> None:
    model = _tiny_model()
    label = lambda text: model.intents.rank(model.features.row(_phrase(text)))[0].label  # noqa: E731
    assert label("12338怎么打") == "hotline" and label("12345怎么打") == "other"
    assert label("晒查") == "ask_service/screening"


def test_rare_facet_of_an_intent_counts_more_by_the_line_than_its_frequent_one() -> None:
    intents = ["ask_service/bullying"] * 5 + ["ask_service/childcare"] * 2
    facets = ["what"] * 4 + ["how"] + ["what", "where"]
    weights = even_weights(intents, facets)
    assert weights[0] < weights[5] == weights[6] == 1.0 < weights[4]


def test_gibberish_is_covered_by_nothing() -> None:
    model = _tiny_model()
    assert model.features.coverage(_phrase("asdfgh")) == 0.0
    assert model.features.coverage(_phrase("免费的妇科检查")) == 1.0


def test_model_ranks_the_same_after_it_was_stored(tmp_path: Path) -> None:
    model = _tiny_model()
    model.save(tmp_path / "model.pickle")
    stored = UnderstandingModel.load(tmp_path / "model.pickle")
    row = model.features.row(_phrase("哪里有托班"))
    fresh, loaded = ({s.label: s.confidence for s in m.intents.rank(row)} for m in (model, stored))
    assert next(iter(fresh)) == next(iter(loaded)) == "ask_service/childcare"
    assert loaded == pytest.approx(fresh, abs=0.01)


def test_danger_is_heard_of_someone_who_was_in_no_example() -> None:
    dangers = _tiny_model().dangers
    heard, harmless = dangers.hear("前夫踹我"), dangers.hear("托班在哪")
    assert heard.label == "domestic_violence" and heard.confidence > 0.5 > harmless.confidence


@pytest.mark.parametrize("text", ["孩子", "我老公", "小孩", "打", "我的女儿"])
def test_one_word_discloses_nothing(text: str) -> None:
    model = fit_danger_model(
        ["孩子不见了", "老公打我", "育儿假几天"], ["missing_child", "violence", HARMLESS], [1] * 3, CONFIG
    )
    assert model.hear(text).confidence == 0
    assert model.hear("孩子不见了").confidence > 0.5


def test_without_disclosures_nothing_is_heard_as_danger() -> None:
    model = fit_danger_model(["你好", "在吗"], [HARMLESS] * 2, [1.0, 1.0], CONFIG)
    assert model.hear("老公打我").confidence == 0.0
