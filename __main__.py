"""`python -m houqin`."""

from .cli import process

process()
