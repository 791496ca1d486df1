"""What published plans of numbers say of one: by phonenumbers and python-stdnum (extra ``cn``).

The cleaners know the Chinese plans themselves; these are for what others give.
"""
