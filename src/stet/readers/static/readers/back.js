// The last step of signing in: hand the one-time code to the article's page, and be gone.

/** @type {HTMLAnchorElement | null} */
const back = document.querySelector("#back");

if (back) {
  const { code, origins = "" } = back.dataset;
  // Any other window that was opened from a page, as by a link in a letter, has no article waiting for it.
  if (window.opener && window.name === "stet-sign-in") {
    // The browser delivers a message only where the opener is on the origin named: nobody else hears the code.
    for (const origin of origins.split(" ").filter(Boolean)) {
      window.opener.postMessage({ "stet-session": code }, origin);
    }
    window.close();
  } else {
    window.location.replace(back.href);
  }
}
