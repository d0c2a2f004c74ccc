"""Forms of the congress: filters of lists, profiles, sites, the roster."""
