"""Shipped rule packs: dated sets of rules on procurement, as data."""
