"""Whether a challenger may take the champion's place: same patients, gates, and the table."""
