"""Mutated files as source, master and returned file: each is used, or refused with one sentence."""
