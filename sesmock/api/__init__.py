"""v1 and v2 as two translations of one domain: an operation is a function named as boto3 names its method.

It takes the region's state first and the parameters as keywords, and returns the answer as AWS shapes it.
It knows nothing of HTTP, XML or JSON; the two packages do not know each other.
"""
