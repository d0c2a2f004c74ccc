import pytest

from tests.suggestions import people
from tests.suggestions.formal import Formal

# Two points, the second of them long: with 28 characters a line it fills more than a page.
LONG = (
    "一、关于更换灯具。九盏不亮的已经换好。\n"
    + "照明改造分期实施年底完成" * 70
    + "。\n二、关于巡查。每月一次。"
)


@pytest.fixture
def more(cast):
    return people.extend(cast)


@pytest.fixture
def formal(cast, more):
    """李代表's suggestion, signed by 唐代表 too, answered by 住建局 with 城管局 at its side."""
    one = Formal(cast, more).cosigned(more.tang, deputies=[more.tang_deputy])
    return one.replied("A", body=LONG)
