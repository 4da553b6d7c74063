/**
 * The shapes that the modules share: what the reader's API answers, and what a language's strings must say.
 * Nothing here runs; `tsc --checkJs` reads it.
 *
 * @typedef {"ltr" | "rtl"} Direction
 * @typedef {"newest" | "oldest" | "published" | "replies" | "constructive"} Order
 * @typedef {"pending" | "approved" | "rejected" | "withdrawn" | "erased"} State
 *
 * @typedef {object} Comment
 * @property {string} id
 * @property {string | null} parent
 * @property {"approved" | "unavailable"} state
 * @property {Author | null} author
 * @property {string | null} body
 * @property {string} language
 * @property {string} written_at
 * @property {string | null} published_at
 * @property {string} permalink
 * @property {boolean} picked Whether an editor chose it to stand out.
 * @property {number} reactions How many readers found it worth reading.
 * @property {number} more_replies Published answers below this top comment that were left out here; 0 for a reply.
 * @property {Comment[]} replies
 *
 * @typedef {object} Author
 * @property {string} name
 * @property {boolean} signed_in
 * @property {string | null} badge The site's own word for somebody of its staff, or "staff".
 * @property {string | null} key The same for all comments of one signed-in reader on this site; null for guests.
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
 * @property {string} cursor Up to where the thread was seen with this answer.
 * @property {{id: string, page: number} | null} place Of the comment asked for; null where it is not published.
 * @property {SiteSettings} site_settings
 * @property {Comment[]} comments
 *
 * @typedef {object} SiteSettings
 * @property {boolean} hints
 * @property {boolean} appeals
 * @property {boolean} letters
 * @property {boolean} reactions
 * @property {{token: boolean, email: boolean, providers: {id: string, name: string}[]}} sign_in
 * @property {string | null} sign_in_url
 * @property {number | null} usual_wait In seconds; null where too few decisions tell.
 *
 * @typedef {object} Replies
 * @property {Comment[]} comments Flat, each with its parent, in the order of the conversation.
 * @property {string | null} next Where to go on; null at the end.
 *
 * @typedef {object} Notice A reader's report of a comment.
 * @property {string | null} guideline
 * @property {boolean} illegal
 * @property {string} explanation
 * @property {string} [name]
 * @property {string} [email]
 * @property {boolean} good_faith
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
 * @property {string | null} explanation What the moderator wrote to the author beside the guidelines' wording.
 * @property {BrokenGuideline[]} guidelines
 * @property {Appeal} appeal
 * @property {Follow} follow
 * @property {number | null} usual_wait In seconds; null where too few decisions tell.
 * @property {{self: string, page: string, thread: string, follow: string, data: string, verify: string}} links
 *
 * @typedef {object} Appeal
 * @property {"none" | "possible" | "waiting" | "granted" | "refused"} state
 * @property {string | null} statement
 * @property {string | null} made_at
 * @property {string | null} answered_at
 *
 * @typedef {object} Follow E-mail about the comment.
 * @property {boolean} possible
 * @property {boolean} decision Whether it was asked for.
 * @property {boolean} replies Likewise.
 * @property {boolean} confirmed Whether the letter's link was opened: only then is anything sent.
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
 * @typedef {object} Signs What tells a person's comment from a program's.
 * @property {string} trap What stands in a field that people do not see.
 * @property {number} elapsed Milliseconds since the form was opened.
 * @property {string} [proof] Of a little work: see proof.js.
 *
 * @typedef {object} Context What every part of one section works with.
 * @property {HTMLElement} host The `<stet-comments>` element: events.js dispatches on it.
 * @property {string | null} comment The comment that the section is to open at: see ahead.js.
 * @property {() => string | null} linked The comment that the page's address is about now.
 * @property {import("./common/api.js").Api} api
 * @property {import("./common/locale.js").Locale} locale
 * @property {import("./common/memory.js").Memory} memory
 * @property {(sentence: string) => void} announce Says something to screen readers, politely.
 * @property {(session: import("./common/memory.js").Session | null, parent: string | null) => void} signedIn Somebody signed in
 *   here, while writing in answer to `parent`, or out.
 * @property {(problem: import("./common/api.js").ApiError, retry: () => void) => void} tell Shows what went wrong above the box.
 *
 * @typedef {Partial<Record<Intl.LDMLPluralRule, string>> & {other: string}} Plural
 *
 * @typedef {{minute: Plural, hour: Plural, day: Plural}} Ago
 *
 * @typedef {object} ReportStrings What the report dialog says.
 * @property {string} title
 * @property {string} which
 * @property {string} other
 * @property {string} illegal
 * @property {string} illegalNote
 * @property {string} why
 * @property {string} optional
 * @property {string} email
 * @property {string} emailNote
 * @property {string} goodFaith
 * @property {string} send
 * @property {string} sending
 * @property {Record<"guideline" | "explanation" | "name" | "email" | "good_faith", string>} missing
 * @property {string} thanks
 * @property {string} whatNow
 * @property {string} told
 *
 * @typedef {{open: string, text: string, yes: string, all: string, allText: string, allData: string}} EraseStrings
 *
 * @typedef {object} AppealStrings
 * @property {string} open
 * @property {string} label
 * @property {string} note
 * @property {string} send
 * @property {string} yours
 * @property {{waiting: string, granted: string, refused: string}} states
 *
 * @typedef {object} FollowStrings What is said about e-mail on one comment.
 * @property {string} open
 * @property {string} address
 * @property {string} decision
 * @property {string} replies
 * @property {string} note
 * @property {string} send
 * @property {string} asked
 * @property {string} on
 * @property {string} stop
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
 * @property {string} justNow
 * @property {Ago | null} ago How long ago something was, where browsers lack the language's words for it.
 * @property {string} staff
 * @property {string} picked
 * @property {string} picks
 * @property {string} hideReplies
 * @property {Plural} showReplies
 * @property {Plural} moreReplies
 * @property {Plural} news
 * @property {Plural} newsShown
 * @property {string} newsFirst
 * @property {string} worthReading
 * @property {string} menu
 * @property {string} share
 * @property {string} copyLink
 * @property {string} linkCopied
 * @property {string} report
 * @property {string} hide
 * @property {string} hidden
 * @property {string} showOnce
 * @property {string} hiddenPeople
 * @property {string} hiddenNote
 * @property {string} unhide
 * @property {string} hiddenNobody
 * @property {string} close
 * @property {string} gone
 * @property {string} goneOn
 * @property {string} earlier
 * @property {string} fromStart
 * @property {ReportStrings} reports
 * @property {string} mine
 * @property {string} mineNote
 * @property {string} closed
 * @property {string} signIn
 * @property {Record<State, {title: string, text: string}>} states
 * @property {string} whatNow
 * @property {{machine: string, moderator: string}} decidedBy
 * @property {string} fromModerator
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
 * @property {string} preview
 * @property {string} previewNote
 * @property {string} checking
 * @property {string} signInHere
 * @property {string} signedInAs
 * @property {string} signOut
 * @property {string} hint
 * @property {string} hintWords
 * @property {string} hintNote
 * @property {string} hintDismiss
 * @property {{minutes: Plural, hours: Plural, days: Plural}} usualWait
 * @property {string} mineSignedIn
 * @property {Plural} older
 * @property {string} further
 * @property {{title: string, text: string, data: string, check: string}} sealed
 * @property {{title: string, text: string}} keepLink
 * @property {EraseStrings} erase
 * @property {AppealStrings} appeal
 * @property {FollowStrings} follow
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
 *   | "rate_limited" | "proof_required" | "proof_invalid" | "name_taken" | "appeal_impossible" | "statement_empty"
 *   | "statement_too_long" | "text_invalid" | "email_invalid" | "wish_missing" | "letters_off" | "mail_unavailable"
 *   | "comment_unknown" | "reactions_off" | "own_comment"
 *   | "session_code_invalid" | "not_found" | "method_not_allowed" | "storage_unavailable" | "internal_error"} ErrorCode
 */

export {};
