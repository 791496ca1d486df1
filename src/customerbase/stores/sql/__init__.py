"""Records in a server database: PostgreSQL or MariaDB, and SQLite where a host hands us a connection to it."""
