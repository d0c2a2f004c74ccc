import pytest
from django.urls import reverse

from liaison.models import ScanCount
from tests import cast as people
from tests.liaison.test_concurrency import at_once
from tests.public_forms import new_phone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return people.build()


def test_forty_scans_at_once_are_forty(cast):
    address = reverse("liaison:seen", args=[cast.placement.token])
    assert set(at_once(40, lambda n: new_phone().get(address).status_code)) == {200}
    assert ScanCount.objects.get().count == 40
