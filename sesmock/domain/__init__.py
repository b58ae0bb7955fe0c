"""What SES is: identities, their verification, settings and limits, as plain objects and rules.

It knows e-mail and DNS; it knows neither HTTP, nor v1 or v2, nor botocore, and it says no in SES's own sentences.
"""
