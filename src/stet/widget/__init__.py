"""The reader's comment section, `<stet-comments>`: ES modules and a style sheet, served as they are written."""
