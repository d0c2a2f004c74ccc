"""What the office keeps before the first hand-over: rules that propose who handles, and classes of replies."""

from deputies.demo import World
from liaison.models import Category
from suggestions.models import Case, RoutingRule
from suggestions.services import schemes

STREET, DEPARTMENT, RELAY = Case.Tier.STREET, Case.Tier.DEPARTMENT, Case.Tier.RELAY
DISTRICT = Case.Tier.DISTRICT

# category, words, places, tier, unit, weight
RULES = [
    ("housing", "", "", DEPARTMENT, "区住建局", 0),
    ("housing", "电梯、维修资金", "", DEPARTMENT, "区住建局", 1),
    ("road", "红绿灯、斑马线、禁停、违停、护栏", "", DEPARTMENT, "区交警大队", 1),
    ("road", "路灯、坑、路面、桥", "", DEPARTMENT, "区交通局", 0),
    ("rubbish", "油烟、占道、泔水、摊", "", DEPARTMENT, "区城管局", 1),
    ("rubbish", "垃圾屋、桶", "梧桐苑、梧桐巷", STREET, "梧桐社区", 1),
    ("wires", "", "梧桐巷、长宁路", STREET, "长宁街道办事处", 0),
    ("convenience", "", "梧桐苑、梧桐巷", STREET, "梧桐社区", 0),
    ("convenience", "", "运河路", STREET, "运河社区", 0),
    ("bus", "", "", DEPARTMENT, "区交通局", 0),
    ("bus", "地铁", "", RELAY, None, 2),
    ("elderly", "", "", DEPARTMENT, "区民政局", 0),
    ("elderly", "轮椅、坡道、走访", "梧桐", STREET, "梧桐社区", 1),
    ("school", "", "", DEPARTMENT, "区教育局", 0),
    ("school", "托管、午休、校门口", "", DISTRICT, None, 1),
    ("health", "", "", DEPARTMENT, "区卫健局", 0),
    ("environment", "臭、黑、噪声、污水、养殖", "", DEPARTMENT, "区生态环境局", 0),
]


def build(world: World) -> None:
    """Write the rules and the classes of replies; call once."""
    categories = {category.key: category for category in Category.objects.all()}
    RoutingRule.objects.bulk_create(
        RoutingRule(
            congress=world.congress,
            category=categories[category],
            words=words,
            places=places,
            tier=tier,
            unit=world.organisations[unit] if unit else None,
            weight=weight,
        )
        for category, words, places, tier, unit, weight in RULES
    )
    schemes.ensure_defaults(world.congress)
