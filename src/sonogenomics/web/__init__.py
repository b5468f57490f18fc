"""What every page served from this machine shares: its headers, its host, its port."""
