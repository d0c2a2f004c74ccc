"""Word between people: contact codes, messages and their threads, appointments, notices."""
