"""What published tables say of numbers and codes: by phonenumbers and python-stdnum (extra ``cn``).

The cleaners know the Chinese plans themselves; these are for what others give.
"""
