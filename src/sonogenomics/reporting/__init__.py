"""Every table and figure of a run on one page that opens from a mail attachment."""
