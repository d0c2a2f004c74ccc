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
    photos = [key for key in weights if "/portraits/" in addresses[key]]
    cost = sum(weights.values()) - sum(weights[key] for key in photos)
    record_property("bytes", cost)
    assert page.header_value("content-encoding") == "gzip"
    assert len(photos) == 1
    assert cost <= MOST, sorted((weight, addresses[key]) for key, weight in weights.items())
    assert phone.strangers == []
