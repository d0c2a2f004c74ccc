"""Pages of the congress: the public directory, and the desks of roster, profile and sites."""
