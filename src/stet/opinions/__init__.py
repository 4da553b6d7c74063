"""The second judge: asks an endpoint that speaks OpenAI's protocol what it would do with one comment.

A question is a policy and a text, and nothing else: no name, no address, no id. An answer is an opinion or a failure.
Nothing here decides; `stet.verdicts.follow` says what an opinion may do. `asking` alone goes out.
"""
