"""The word between people over the wire: a public part by code, receipt and PIN, and the desks."""
