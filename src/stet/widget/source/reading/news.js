/**
 * Hears of new comments while the page is open. The service's event stream ends after each answer and the browser comes
 * back by itself, so nobody holds a connection. Nothing is heard while the page is in the background, and nobody is told
 * when the stream cannot be had: the thread is there without it.
 */

export class News {
  /**
   * @param {import("../common/api.js").Api} api
   * @param {(count: number) => void} onNews With how many comments by others are new.
   */
  constructor(api, onNews) {
    this.api = api;
    this.onNews = onNews;
    this.cursor = "";
    this.heard = 0;
    this.own = 0;
    /** @type {EventSource | null} */
    this.source = null;
  }

  /**
   * Counts anew from here on.
   * @param {string} cursor Up to where the thread has been seen.
   */
  start(cursor) {
    this.stop();
    this.cursor = cursor;
    // Own comments that the stream has not counted yet are owed to the next count.
    this.own = Math.max(0, this.own - this.heard);
    this.heard = 0;
    document.addEventListener("visibilitychange", this.#turn);
    this.#turn();
  }

  stop() {
    document.removeEventListener("visibilitychange", this.#turn);
    this.#close();
  }

  /** Takes note that a comment of the reader's own was published: it is news to nobody here. */
  discount() {
    this.own += 1;
    this.#tell();
  }

  #turn = () => {
    if (document.hidden) this.#close();
    else if (!this.source && this.cursor) this.#open();
  };

  #open() {
    this.source = new EventSource(this.api.stream(this.cursor));
    this.source.addEventListener("news", ({ data }) => this.#hear(JSON.parse(data)));
  }

  #close() {
    this.source?.close();
    this.source = null;
  }

  /** @param {{new: number, cursor: string}} news */
  #hear(news) {
    this.cursor = news.cursor;
    this.heard += news.new;
    if (news.new > 0) this.#tell();
  }

  #tell() {
    this.onNews(Math.max(0, this.heard - this.own));
  }
}
