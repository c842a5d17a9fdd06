"""The words the catalogue may use, each explained once; validator, README and pages read them here."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

FACETS: Final = MappingProxyType(
    {
        "what": "是什么",
        "who": "谁能享受",
        "where": "在哪里",
        "how": "怎么办",
        "cost": "要不要钱",
        "phone": "打什么电话",
        "when": "什么时候",
        "materials": "带什么材料",
        "target": "规划目标",
        "source": "依据",
    }
)
"""Facet 方面: what can be asked of a service, in the order in which pages show them."""

WRITTEN_FACETS: Final = tuple(facet for facet in FACETS if facet != "source")
"""The facets an editor writes; `source` follows from the clauses."""

FACT_KINDS: Final = MappingProxyType(
    {
        "promise": "规划承诺",
        "target": "规划目标",
        "current": "当时现状",
        "rule": "法规要求",
        "contact": "联系方式",
        "unstated": "规划没有写明",
    }
)
"""Kind 性质: how firmly the plan speaks."""

LIFE_STAGES: Final = ("婚前孕前", "孕产", "0-3岁", "学龄前", "学龄", "青少年", "就业", "更年期", "老年", "不分阶段")

CATEGORIES: Final = (
    "妇女健康",
    "生育托育",
    "婚姻家庭",
    "养老服务",
    "就业创业",
    "权益保护",
    "参与和发展",
    "社会保障",
    "儿童健康",
    "儿童安全",
    "儿童教育",
    "儿童福利",
    "儿童法律保护",
    "家庭教育与环境",
)

PLACE_KINDS: Final = MappingProxyType(
    {
        "nursery": "托育机构",
        "childrens_home": "儿童之家",
        "child_protection_center": "未成年人保护中心",
        "child_protection_station": "未成年人保护工作站",
        "womens_center": "妇女活动中心",
        "childrens_center": "儿童活动中心",
        "shelter": "庇护所",
        "counseling_room": "心理辅导室",
        "disabled_home": "残疾人之家",
        "nursing_room": "母婴室",
        "elder_center": "居家养老服务中心",
        "elder_institution": "养老机构",
        "rehab_institution": "康复机构",
        "library": "图书馆",
        "hospital": "医院、妇幼保健院",
        "kindergarten": "幼儿园",
        "school": "学校",
        "family_center": "家庭综合服务中心",
        "womens_home": "妇女之家",
        "legal_aid": "法律援助机构",
    }
)

SERVICE_FIELDS: Final = MappingProxyType(
    {
        "id": "事项编号：小写英文、数字和连字符，定下就不改",
        "name": "事项名称：尽量用规划里的叫法",
        "everyday_names": "俗称：老百姓平时怎么说，越多越好，不能与别的事项重复",
        "audience": "对象：给谁的",
        "life_stages": "人生阶段",
        "category": "类别",
        "departments": "部门：只写条款里点了名的",
        "phones": "打什么电话：号码取自 texts/hotlines.csv，附一句理由",
        "place_kind": "去什么样的地方办；没有就写 null",
        "clauses": "依据条款编号，最说明问题的放前面",
        "related": "相关事项编号",
        "oddities": "原文里不合常理的写法：{clause, quote, note}",
        "facts": "事实：{facet, kind, text, clause, quote}，引文必须一字不差",
        "unstated": "规划没有写明的方面：{facet: 一句话}",
    }
)
"""Every key of a service in the YAML files, with what belongs there."""

MAX_CLAUSES: Final = 5
"""A reply counts with its first five clauses; more would only hide the telling ones."""
