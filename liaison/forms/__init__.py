"""Forms of liaison: `public` for the pages without an account; the desks have their own beside it."""
