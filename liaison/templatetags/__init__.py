"""How conversations are shown on the desks."""
