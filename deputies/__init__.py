"""The congress: who serves, where, and when, and who may see which part of the tree."""
