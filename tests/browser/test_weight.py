"""What the page of a code costs a phone on a slow network (issue 2, must show 2)."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MOST = 60 * 1024  # bytes over the wire, headers included, the photo apart


def test_page_of_a_code_is_light(open_phone, scan, record_property):
    phone = open_phone()
    wire = phone.context.new_cdp_session(phone)
    wire.send("Network.enable")
    addresses, weights = {}, {}
    wire.on(
        "Network.responseReceived",
        lambda told: addresses.update({told["requestId"]: told["response"]["url"]}),
    )
    wire.on(
        "Network.loadingFinished", lambda told: weights.update({told["requestId"]: told["encodedDataLength"]})
    )
    page = phone.goto(scan("li"), wait_until="networkidle")
    cost = {addresses[key]: weight for key, weight in weights.items() if "/portraits/" not in addresses[key]}
    record_property("bytes", sum(cost.values()))
    assert page.header_value("content-encoding") == "gzip"
    assert len(weights) == len(cost) + 1, "the photo is counted apart, everything else is counted"
    assert sum(cost.values()) <= MOST, cost
    assert phone.strangers == []
