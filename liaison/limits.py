"""How often an address may write and how often a PIN may be guessed: counted in the cache, never a captcha."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

WRITES = 20  # different sendings an hour from one address; a whole community may share it
WRITES_WITHIN = timedelta(hours=1)
WRONG_PINS_OF_RECEIPT = 5
WRONG_PINS_OF_ADDRESS = 20
PIN_LOCK = timedelta(minutes=15)
GOING, DONE = "going", "done"
BEGUN_FOR = timedelta(minutes=1)
DONE_FOR = timedelta(days=7)  # as long as static/js/draft.js keeps a draft


def admits(address: str, key: str, *, now: datetime) -> bool:
    """Tell whether this address may send once more; the same sending repeated counts once.

    Args:
        key: names the act of sending.
    """
    name = _name("writes", address)
    recent = {known: at for known, at in cache.get(name, {}).items() if now - at < WRITES_WITHIN}
    if key not in recent:
        if len(recent) >= WRITES:
            return False
        recent[key] = now
        cache.set(name, recent, WRITES_WITHIN.total_seconds())
    return True


def pin_is_locked(receipt: str, address: str, *, now: datetime) -> bool:
    """Tell whether PINs of this receipt, or from this address, were wrong too often in fifteen minutes."""
    return any(
        sum(now - at < PIN_LOCK for at in cache.get_many(slots).values()) == len(slots)
        for slots in _slots(receipt, address)
    )


def count_wrong_pin(receipt: str, address: str, *, now: datetime) -> None:
    """Remember one wrong PIN. `add` takes the first free slot, each lapses by itself."""
    for slots in _slots(receipt, address):
        next((slot for slot in slots if cache.add(slot, now, PIN_LOCK.total_seconds())), None)


def begin(key: str) -> bool:
    """Tell whether this act of sending starts now; False where it is under way or done.

    What was begun and never ended, because the process died, may begin again after a minute.
    """
    return cache.add(_name("once", key), GOING, BEGUN_FOR.total_seconds())


def end(key: str, *, done: bool) -> None:
    """Remember that an act of sending is done, or let it be tried again."""
    if done:
        cache.set(_name("once", key), DONE, DONE_FOR.total_seconds())
    else:
        cache.delete(_name("once", key))


def is_done(key: str) -> bool:
    """Tell whether an act of sending was carried out."""
    return cache.get(_name("once", key)) == DONE


def _slots(receipt: str, address: str) -> list[list[str]]:
    return [
        [f"{_name('pin', receipt)}:{number}" for number in range(WRONG_PINS_OF_RECEIPT)],
        [f"{_name('pin-from', address)}:{number}" for number in range(WRONG_PINS_OF_ADDRESS)],
    ]


def _name(kind: str, what: str) -> str:
    """Name a counter without keeping an address or a receipt in clear."""
    return f"liaison:{kind}:{salted_hmac(f'{__name__}.{kind}', what, settings.SALT_KEY[0]).hexdigest()}"
