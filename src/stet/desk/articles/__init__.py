"""Articles at the desk: how their conversations go, and closing, pre-moderating or slowing one."""
