/**
 * The shapes that the modules share: what the reader's API answers, and what a language's strings must say.
 * Nothing here runs; `tsc --checkJs` reads it.
 *
 * @typedef {"ltr" | "rtl"} Direction
 * @typedef {"newest" | "oldest" | "published" | "replies"} Order
 * @typedef {"pending" | "approved" | "rejected" | "withdrawn" | "erased"} State
 *
 * @typedef {object} Comment
 * @property {string} id
 * @property {string | null} parent
 * @property {"approved" | "unavailable"} state
 * @property {{name: string, signed_in: boolean} | null} author
 * @property {string | null} body
 * @property {string} language
 * @property {string} written_at
 * @property {string | null} published_at
 * @property {string} permalink
 * @property {Comment[]} replies
 *
 * @typedef {object} ThreadPage
 * @property {string} site
 * @property {{id: string, url: string, title: string, language: string, open: boolean}} article
 * @property {number} count
 * @property {number} page
 * @property {number} pages
 * @property {Order} order
 * @property {number} longest_comment
 * @property {boolean} guests_may_comment
 * @property {Comment[]} comments
 *
 * @typedef {object} BrokenGuideline
 * @property {string} id
 * @property {string} title
 * @property {string} wording
 * @property {[number, number][]} spans In Unicode code points of the comment as it was written.
 *
 * @typedef {object} Receipt
 * @property {string} receipt
 * @property {string} id
 * @property {string} article
 * @property {string | null} parent
 * @property {State} state
 * @property {string | null} author
 * @property {string | null} body
 * @property {string} language
 * @property {string} written_at
 * @property {string | null} decided_at
 * @property {string | null} published_at
 * @property {"machine" | "moderator" | null} decided_by
 * @property {string} reason
 * @property {BrokenGuideline[]} guidelines
 * @property {{self: string, page: string, thread: string}} links
 *
 * @typedef {object} Guideline
 * @property {string} id
 * @property {string} title
 * @property {string} wording
 * @property {{passes: string[], breaks: string[]}} examples
 *
 * @typedef {object} Guidelines
 * @property {string} site
 * @property {string} language
 * @property {Direction} direction
 * @property {string} introduction
 * @property {Guideline[]} guidelines
 *
 * @typedef {object} Submission
 * @property {string} body
 * @property {string | null} parent
 * @property {string | null} name Null for a reader whom the site's token names.
 *
 * @typedef {object} Context What every part of one section works with.
 * @property {import("./api.js").Api} api
 * @property {import("./locale.js").Locale} locale
 * @property {import("./memory.js").Memory} memory
 * @property {(sentence: string) => void} announce Says something to screen readers, politely.
 *
 * @typedef {Partial<Record<Intl.LDMLPluralRule, string>> & {other: string}} Plural
 *
 * @typedef {object} Strings
 * @property {string} language
 * @property {Direction} direction
 * @property {string} locale What Intl is asked for; the first that the browser knows is used.
 * @property {string[] | null} months Own month names, where browsers lack the language's.
 * @property {string | null} digits Own digits, likewise.
 * @property {string} dateTime How day, month, year and time stand together, where `months` is given.
 * @property {string} heading
 * @property {Plural} count
 * @property {string} none
 * @property {string} loading
 * @property {string} more
 * @property {string} order
 * @property {Record<Order, string>} orders
 * @property {string} write
 * @property {string} writeReply
 * @property {string} name
 * @property {string} body
 * @property {Plural} left
 * @property {Plural} tooMany
 * @property {string} verbatim
 * @property {string} draftKept
 * @property {string} post
 * @property {string} postReply
 * @property {string} posting
 * @property {string} cancel
 * @property {string} guidelines
 * @property {string} allGuidelines
 * @property {string} reply
 * @property {string} replyTo
 * @property {string} inReplyTo
 * @property {string} unavailable
 * @property {string} yours
 * @property {string} signedIn
 * @property {string} linkTo
 * @property {string} mine
 * @property {string} mineNote
 * @property {string} closed
 * @property {string} signIn
 * @property {Record<State, {title: string, text: string}>} states
 * @property {string} whatNow
 * @property {{machine: string, moderator: string}} decidedBy
 * @property {string} yourText
 * @property {string} marked
 * @property {string} seeIt
 * @property {string} receipt
 * @property {string} rewrite
 * @property {string} withdraw
 * @property {string} withdrawAsk
 * @property {string} withdrawYes
 * @property {string} withdrawNo
 * @property {string} forget
 * @property {string} retry
 * @property {Plural} retryIn
 * @property {string} kept
 * @property {string} copy
 * @property {string} copied
 * @property {string} asOwn
 * @property {string} asGuest
 * @property {string} openPage
 * @property {Record<ErrorCode, string>} errors
 *
 * @typedef {"offline" | "timeout" | "json_invalid" | "encoding_invalid" | "field_invalid" | "body_missing" | "body_empty"
 *   | "body_too_long" | "body_invalid_characters" | "body_direction_override" | "name_missing" | "name_too_long"
 *   | "name_invalid" | "site_unknown" | "article_unknown" | "article_closed" | "parent_unknown" | "parent_elsewhere"
 *   | "parent_unpublished" | "token_invalid" | "token_expired" | "origin_forbidden" | "receipt_unknown"
 *   | "idempotency_key_invalid" | "idempotency_key_reused" | "page_unknown" | "already_final" | "too_large"
 *   | "rate_limited" | "not_found" | "method_not_allowed" | "storage_unavailable" | "internal_error"} ErrorCode
 */

export {};
