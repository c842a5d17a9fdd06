"""The columns of a directory of places, each explained once; importer, template and README read them here."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from services_db.fields import PLACE_KINDS


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the header, other names it goes by, whether it must be there, and what belongs in it."""

    name: str
    explanation: str
    example: str
    required: bool = False
    aliases: tuple[str, ...] = ()


COLUMNS: Final = (
    Column(
        "编号", "名录里固定不变的编号；有了它，改名、搬家也认得出是同一处", "示例-001", aliases=("序列号", "机构编号")
    ),
    Column("类型", f"只写这些：{'、'.join(PLACE_KINDS.values())}", "托育机构", required=True, aliases=("类别",)),
    Column("名称", "牌子上的全称", "示例托育园", required=True, aliases=("机构名称", "地点名称", "单位名称")),
    Column(
        "县（市、区）",
        "12 个县（市、区）之一，如鹿城区",
        "鹿城区",
        required=True,
        aliases=("县市区", "区县", "县区", "所属县区", "所在县区", "县(市区)"),
    ),
    Column(
        "乡镇（街道）", "如五马街道；不知道就空着", "五马街道", aliases=("乡镇街道", "街道", "乡镇", "镇街", "所属街道")
    ),
    Column("地址", "门牌号写全", "示例路 1 号", required=True, aliases=("详细地址", "地点")),
    Column("邮编", "6 位数字；不知道就空着", "", aliases=("邮政编码",)),
    Column("电话", "座机写区号；几个号码用顿号隔开；分机写“转”", "0577-88000000转1", aliases=("联系电话", "咨询电话")),
    Column(
        "开放时间",
        "如“周一至周五 8:30-11:30，14:00-17:30；节假日休息”“24小时”；写不成时间的，前面加“其他：”",
        "周一至周五 8:00-17:30；节假日休息",
        aliases=("服务时间", "营业时间"),
    ),
    Column("纬度", "小数，温州在 27 到 28.6 之间；没有就空着", "28.0000"),
    Column("经度", "小数，温州在 119.6 到 121.3 之间；没有就空着", "120.6500"),
    Column("坐标系", "写了经纬度就要写：WGS84（手机定位、天地图）、GCJ02（高德、腾讯）或 BD09（百度）", "GCJ02"),
    Column("容量", "一共多少个（托位、床位）", "60", aliases=("托位数", "总托位", "床位数")),
    Column("空余", "现在还空几个；以核验日期为准", "5", aliases=("空余托位", "剩余托位", "空余床位")),
    Column("容量单位", "托位、床位等；托育机构可以不写", "托位"),
    Column("无障碍", "有什么无障碍设施，如“有坡道和无障碍厕所”", "", aliases=("无障碍设施",)),
    Column("说明", "要告诉来的人的话，如要带什么", "", aliases=("备注说明",)),
    Column("来源", "哪个部门的哪份名录；也可以在导入时用 --source 写一次", "示例名录", aliases=("数据来源",)),
    Column("核验日期", "部门最近一次核对的日子，如 2026-11-01", "2026-11-01", aliases=("核对日期", "更新日期")),
)
REQUIRED: Final = tuple(column.name for column in COLUMNS if column.required)

KIND_NAMES: Final = MappingProxyType(
    {name: kind for kind, name in PLACE_KINDS.items()}
    | {
        "托育园": "nursery",
        "托育点": "nursery",
        "托育服务机构": "nursery",
        "未保中心": "child_protection_center",
        "未保站": "child_protection_station",
        "未成年人保护站": "child_protection_station",
        "妇女儿童活动中心": "childrens_center",
        "医院": "hospital",
        "妇幼保健院": "hospital",
        "法律援助中心": "legal_aid",
        "母婴室（爱心母婴室）": "nursing_room",
    }
)
"""What directories call the kinds, and our key for each."""
DEFAULT_UNITS: Final = MappingProxyType({"nursery": "托位", "elder_institution": "床位", "kindergarten": "学位"})
