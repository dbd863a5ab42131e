"""Shipped tenders, to start from."""
