"""Lesions outlined by a network, and how well."""
