/** What parts that are loaded after a click lean on is there already, with the section: see build.mjs. */

import "./section.js";
