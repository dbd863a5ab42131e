"""Shipped cases; every one is a template."""
