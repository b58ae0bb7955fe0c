"""The AWS protocols: bytes to parameters, replies to bytes, as botocore's service models describe them.

Knows botocore.model and ``wire.message``; knows nothing of mail, of identities, or of who calls it.
"""
