"""How the boards of the demo world look, and a sheet of deputies that the first worker will print."""

from datetime import datetime

from deputies.demo import World
from liaison.models import Placement
from liaison.services import printing

SLOGAN = "有事码上说，件件有回音"


def build(world: World, *, now: datetime) -> None:
    """Give the district a slogan and one street a colour, and ask for a sheet of district 1; call once."""
    zhang, qian = world.users["zhang"], world.users["qian"]
    seats = Placement.objects.filter(
        code__seat__district__name="梧桐",
        code__seat__holder__isnull=False,
        state=Placement.State.LIVE,
        posted_on__isnull=False,
    ).select_related("code__seat__district__organisation", "code__seat__congress")
    sheet = {placement.code_id: placement for placement in seats.order_by("code__seat__number", "-copy")}
    district = next(iter(sheet.values())).code.seat.district
    street, congress = district.organisation, district.congress
    for organisation, theme, actor in ((congress, "red", qian), (street, "green", zhang)):
        printing.save_look(
            organisation=organisation,
            theme=theme,
            slogan=SLOGAN,
            logo=None,
            remove_logo=False,
            actor=actor,
            now=now,
        )
    order = printing.Order(
        organisation=street,
        layout="board_district",
        theme="green",
        slogan=SLOGAN,
        title=f"{district} · 选区代表公示 A3",
        placements=tuple(placement.pk for placement in sheet.values()),
    )
    printing.ask_for_print(order=order, key="demo", actor=zhang, now=now)
