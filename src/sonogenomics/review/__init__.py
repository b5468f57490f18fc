"""What experts decide about masks: accept, redraw, reject; on a page, or in their own tools."""
