"""Who is asking, through which door? The gateway: web chat, pages, search, health."""
