"""The site: records as pages of Markdown, and the engine that makes a site of them."""
