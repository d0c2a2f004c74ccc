"""Official papers of cases: which there are (`kinds`), what stands on each, and how Chinese officialdom writes it."""
