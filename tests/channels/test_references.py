"""References: those that devices print on slips, and all others, never meet."""

from channels.references import ALPHABET, is_of_device, new_reference, read_reference


def test_numbers_of_devices_and_all_others_never_meet():
    drawn = [new_reference() for _ in range(400)]
    of_devices = [new_reference(is_for_device=True) for _ in range(400)]

    assert not any(map(is_of_device, drawn))
    assert all(map(is_of_device, of_devices))
    assert [read_reference(one) for one in drawn + of_devices] == drawn + of_devices
    assert {one[3] for one in drawn} <= set(ALPHABET) - {"Z"}
