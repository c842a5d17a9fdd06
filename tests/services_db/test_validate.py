"""What the editor is told: every problem, by file and line, in the order of the files."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from services_db import Catalogue, CatalogueRejected, CatalogueUnavailable, schema
from services_db.build import build, load_source
from services_db.database import open_engine
from tests.services_db.test_build import SOUND

SECOND = SOUND.replace("id: respite-care", "id: second-care").replace("照护者喘口气", "换换手")


@pytest.fixture
def small_catalogue_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "a.yml").write_text(SOUND, encoding="utf-8")
    (folder / "b.yml").write_text(SECOND, encoding="utf-8")
    return folder


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(CatalogueRejected) as caught:
        load_source(folder)
    return [str(problem) for problem in caught.value.problems]


def test_sound_files_have_no_problem(small_catalogue_dir: Path) -> None:
    assert [s.data["id"] for s in load_source(small_catalogue_dir).services] == ["respite-care", "second-care"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id: second-care", "id: respite-care", "b.yml 第 2 行：respite-care：编号“respite-care”已属于 respite-care"),
        ("换换手", "照护者喘口气", "b.yml 第 4 行：second-care：俗称“照护者喘口气”已属于 respite-care"),
        ("id: second-care", "id: Second Care", "b.yml 第 2 行：Second Care：编号只能用小写英文、数字和连字符"),
        ("place_kind: null", "place_kind: castle", "b.yml 第 11 行：second-care：没有“castle”这种地方"),
        ("[老年]", "[童年]", "b.yml 第 6 行：second-care：没有“童年”这个人生阶段"),
        ("departments: []", "departments: [外星部]", "b.yml 第 8 行：second-care：依据条款里没有点名“外星部”"),
        (
            'phones:\n      - {number: "12345", why: 问街道}',
            "phones: []",
            "b.yml 第 9 行：second-care：至少写一个该打的电话",
        ),
        (
            "kind: promise",
            "kind: unstated",
            "b.yml 第 16 行：second-care：没有“unstated”这种性质（没写明的放到 unstated）",
        ),
        ("kind: promise", "kind: contact", "b.yml 第 16 行：second-care：联系方式的号码必须在引文里"),
        ("phone: 没写", "phone: 打12399", "b.yml 第 17 行：second-care：号码 12399 不在公共热线表里"),
    ],
)
def test_problem_of_the_second_file_is_the_only_one(small_catalogue_dir: Path, old: str, new: str, told: str) -> None:
    assert old in SECOND
    (small_catalogue_dir / "b.yml").write_text(SECOND.replace(old, new), encoding="utf-8")
    assert problems_of(small_catalogue_dir) == [told]


def test_all_problems_are_told_at_once_in_the_order_of_the_files(small_catalogue_dir: Path) -> None:
    (small_catalogue_dir / "a.yml").write_text(SOUND.replace("category: 养老服务", "category: 别的"), encoding="utf-8")
    broken = SECOND.replace("免费或低偿的“喘息服务”", "没有这句").replace("[老年]", "[童年]")
    (small_catalogue_dir / "b.yml").write_text(broken, encoding="utf-8")
    told = [problem.partition("：")[0] for problem in problems_of(small_catalogue_dir)]
    assert told == ["a.yml 第 7 行", "b.yml 第 6 行", "b.yml 第 16 行"]


def test_line_of_the_first_byte_that_is_not_utf8_is_named(small_catalogue_dir: Path) -> None:
    (small_catalogue_dir / "b.yml").write_bytes(b"services:\n  - id: x\n    name: \xb4\xad\n")
    assert problems_of(small_catalogue_dir) == ["b.yml 第 3 行：文件不是 UTF-8 编码"]


def test_empty_folder_is_a_problem_and_no_empty_catalogue(tmp_path: Path) -> None:
    assert len(problems_of(tmp_path)) == 1


def test_rejected_first_build_leaves_an_empty_database(small_catalogue_dir: Path, tmp_path: Path) -> None:
    (small_catalogue_dir / "b.yml").write_text("services: [", encoding="utf-8")
    engine = open_engine(f"sqlite:///{tmp_path}/first.db")
    with pytest.raises(CatalogueRejected):
        build(engine, small_catalogue_dir)
    with engine.connect() as connection:
        for table in (schema.service, schema.clause, schema.build_info):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0
    with pytest.raises(CatalogueUnavailable, match="目录是空的"):
        Catalogue(engine)


def test_open_catalogue_stays_in_use_while_a_build_is_rejected(small_catalogue_dir: Path, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/used.db")
    build(engine, small_catalogue_dir)
    catalogue = Catalogue(engine)
    (small_catalogue_dir / "a.yml").write_text("services: [", encoding="utf-8")
    with pytest.raises(CatalogueRejected):
        build(engine, small_catalogue_dir)
    assert {hit.id for hit in catalogue.search("喘息服务", kinds=["service"])} == {"respite-care", "second-care"}


SOUND_FACT = "{facet: cost, kind: promise, text: 免费或低偿。, clause: women-2.1.4, quote: 免费或低偿的“喘息服务”}"


def problems_of_fact(folder: Path, clause: str, facet: str, text: str, quote: str) -> list[str]:
    fact = f"{{facet: {facet}, kind: promise, text: {text}, clause: {clause}, quote: {quote}}}"
    told = SOUND.replace(SOUND_FACT, fact).replace("clauses: [women-2.1.4]", f"clauses: [{clause}]")
    told = told.replace(f"{facet}: 没写, ", "")
    (folder / "a.yml").write_text(told if facet == "cost" else told.replace("{what", "{cost: 没写, what"), "utf-8")
    (folder / "b.yml").unlink()
    try:
        load_source(folder)
    except CatalogueRejected as rejected:
        return [problem.message for problem in rejected.problems]
    return []


@pytest.mark.parametrize(
    ("clause", "facet", "text", "quote", "told"),
    [
        # The clause prints 80%, 98% and its own number 4; none of them holds an 8.
        ("women-2.2.4", "cost", "筛查率8%。", "筛查率达到 80%以上", "事实里的数字 8 不在 women-2.2.4 里"),
        ("women-2.2.4", "cost", "筛查4次。", "筛查率达到 80%以上", "事实里的数字 4 不在 women-2.2.4 里"),
        ("women-table.9", "cost", "9万人。", '"66.26\\t71.25"', "事实里的数字 9 不在 women-table.9 里"),
        ("women-2.2.4", "cost", "筛查率80%以上。", "筛查率达到 80%以上", None),
        ("women-2.1.5", "how", "父母各有育儿假。", "探索实施父母育儿假", "引文里有“探索”，事实里也要有“探索”"),
        ("women-2.1.5", "how", "父母育儿假是探索。", "探索实施父母育儿假", None),
        ("women-2.1.5", "who", "说的是父母。", "探索实施父母育儿假", None),
        ("children-3.2", "when", "智安校园全覆盖。", "到2025年，全市完成", "引文里有“到2025年”，事实里也要有“2025”"),
    ],
)
def test_fact_says_no_more_than_its_clause(
    small_catalogue_dir: Path, clause: str, facet: str, text: str, quote: str, told: str | None
) -> None:
    problems = problems_of_fact(small_catalogue_dir, clause, facet, text, quote)
    assert problems == ([f"respite-care：{told}"] if told else [])
