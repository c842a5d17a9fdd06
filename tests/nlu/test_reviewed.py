"""What people said of unanswered questions becomes training data, and nothing else does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nlu.__main__ import main
from nlu.importer import read_examples
from nlu.reviewed import add_lines, harvest, held_out_lines, read_blocks, training_lines
from services_db.database import migrate, open_engine
from services_db.state.unanswered import Question, Review, Unanswered

KNOWN, HELD_OUT = ["喘息服务怎么申请啊"], ["照顾我妈三年了谁来替我两天"]


def question(text: str, verdict: str = "service", target: str = "respite-care", facet: str | None = "how") -> Question:
    return Question(1, 0.0, "web", "clarify", text, (), verdict, target, facet, "林编辑")


def test_line_is_masked_again_and_filed_by_intent_and_facet() -> None:
    found = harvest([question("我手机13800138000，老人\n谁替我看两天")], KNOWN, HELD_OUT)
    assert found.lines == {("ask_service/respite-care", "how"): ["我手机〔手机号〕,老人 谁替我看两天"]}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("喘息服务怎么申请", "训练数据里已经有"),
        ("照顾我妈3年了谁来替我两天", "留作评测"),
        ("照顾我妈三年了谁来替我两天？", "留作评测"),
        ("老公又打我了", "危险"),
        (" \u200b ", "空的"),
    ],
)
def test_line_that_must_not_be_trained_on_is_refused_with_the_reason(text: str, why: str) -> None:
    found = harvest([question(text)], KNOWN, HELD_OUT)
    assert not found.lines and not found.taken and why in found.refused[0][1]


def test_two_reviewed_lines_that_are_the_same_are_written_once() -> None:
    found = harvest([question("谁能替我看两天老人"), question("谁能替我看两天老人。")], KNOWN, HELD_OUT)
    assert list(found.lines.values()) == [["谁能替我看两天老人"]] and len(found.refused) == 1


def test_written_file_is_read_by_the_training_and_grows(tmp_path: Path) -> None:
    path = tmp_path / "reviewed.yml"
    add_lines(
        path,
        {
            ("ask_service/respite-care", "how"): ["- 谁来替我：两天 #急", "{老人}没人管"],
            ("out_of_scope/weather", ""): ["明儿落雨弗"],
        },
    )
    add_lines(path, {("ask_service/respite-care", "how"): ["再来一句"]})
    messages = [*read_examples(path)]
    assert {m.get("text") for m in messages} == {"- 谁来替我：两天 #急", "{老人}没人管", "再来一句", "明儿落雨弗"}
    assert len(read_blocks(path)["ask_service/respite-care", "how"]) == 3


def test_command_writes_what_was_reviewed_and_says_what_it_left_out(tmp_path: Path, capsys: Any) -> None:
    url, output = f"sqlite:///{tmp_path}/state.db", tmp_path / "reviewed.yml"
    engine = open_engine(url)
    migrate(engine)
    store = Unanswered(engine)
    held_out = next(held_out_lines())
    for text in ("阿妈瘫了廿年，哪个来替我歇两日嘛", held_out, "随便打的"):
        store.put("web", "clarify", text)
    store.review([1, 2], Review("service", "respite-care", "how", "林编辑"))
    store.review([3], Review("noise", None, None, "林编辑"))
    assert main(["export-reviewed", "--database-url", url, "--output", str(output)]) == 0
    told = capsys.readouterr()
    assert "写了 1 句，没有写 1 句" in told.out and "留作评测" in told.err
    assert read_blocks(output) == {("ask_service/respite-care", "how"): ["阿妈瘫了廿年,哪个来替我歇两日嘛"]}
    assert main(["export-reviewed", "--database-url", url, "--output", str(output)]) == 0
    assert "写了 0 句" in capsys.readouterr().out


def test_training_lines_and_held_out_lines_are_the_real_ones() -> None:
    assert len([*training_lines()]) > 15_000 and len([*held_out_lines()]) > 300
