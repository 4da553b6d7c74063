"""How a newsroom's people work together: claims, held rulings, second looks, drafts, and their journal."""
