"""What people call the fields, in English and Chinese; one file per subject.

Each table gives a field and its headings, parted by ``|``.  Headings are
compared without case, spaces, punctuation and required-field stars, and in
simplified characters: ``客戶編號`` and ``Customer_ID *`` need no line of their own.
A heading listed under two fields is ambiguous, and the reader is asked.
"""
