"""Import jobs read a bucket into a list; export jobs write figures into one of SES's own."""
