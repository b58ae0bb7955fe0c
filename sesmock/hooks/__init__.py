"""The only rooms that know an HTTP client exists: they catch its requests and hand them to the active cloud.

They import no client: what is loaded already is patched at once, the rest when it is imported.
"""
