"""Machinery shared by kernels and references."""
