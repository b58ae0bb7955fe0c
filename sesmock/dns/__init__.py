"""A pocket-size DNS: records that a test publishes, and what they were at any earlier moment.

It knows names, types and failures; it knows nothing of SES.
"""
