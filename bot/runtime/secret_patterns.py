"""What a secret looks like, for whoever must not show one or must find one. Parts of regular expressions."""

# Slack docs, "Tokens". ilert's keys begin with il1 and a kind, e.g. il1api. The others get pasted by mistake: GitHub's
# tokens, and JSON Web Tokens (RFC 7519), whose first part is a JSON object in Base64.
SHAPES = (
    r"xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]+"
    r"|xapp-[A-Za-z0-9-]+"
    r"|il1[a-z]{2,8}[0-9A-Za-z_-]{8,}"
    r"|gh[a-z]_[A-Za-z0-9]{20,}"
    r"|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]+"
)

HOOK_ADDRESSES = (r"hooks\.slack\.com/", r"hooks\.slack-gov\.com/")
"""What follows one of these is a secret (Slack docs, "Incoming webhooks", and `response_url`). Of fixed length each."""

NAMES = r"token|secret|password|passwd|authorization|api[_-]?key|integration[_-]?key|response[_-]?url"
"""What holds a secret has such a word in its name, in any mixture of capitals and small letters."""
