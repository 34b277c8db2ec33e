"""Arithmetic without Django: plain numbers in, frozen dataclasses out."""
