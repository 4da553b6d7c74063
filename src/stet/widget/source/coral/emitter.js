/** An emitter of events with the ways of asking for them that pages written for Coral use. */

/** @typedef {(...values: any[]) => void} Listener */

export class Emitter {
  /** @type {{name: string | null, listener: Listener, once: boolean}[]} A name of null hears everything. */
  #heard = [];

  /**
   * @param {string} name A `*` in it stands for one part between dots, `**` for any number of them.
   * @param {Listener} listener
   */
  on(name, listener) {
    this.#heard.push({ name, listener, once: false });
    return this;
  }

  /**
   * @param {string} name
   * @param {Listener} listener
   */
  once(name, listener) {
    this.#heard.push({ name, listener, once: true });
    return this;
  }

  /**
   * @param {string} name
   * @param {Listener} listener
   */
  off(name, listener) {
    this.#heard = this.#heard.filter((one) => one.name !== name || one.listener !== listener);
    return this;
  }

  /** @param {Listener} listener Is given the event's name before its value. */
  onAny(listener) {
    this.#heard.push({ name: null, listener, once: false });
    return this;
  }

  /** @param {Listener} listener */
  offAny(listener) {
    this.#heard = this.#heard.filter((one) => one.name !== null || one.listener !== listener);
    return this;
  }

  /**
   * @param {string} name
   * @param {Listener} listener
   */
  addListener(name, listener) {
    return this.on(name, listener);
  }

  /**
   * @param {string} name
   * @param {Listener} listener
   */
  removeListener(name, listener) {
    return this.off(name, listener);
  }

  /** @param {string} [name] */
  removeAllListeners(name) {
    this.#heard = name === undefined ? [] : this.#heard.filter((one) => one.name !== name);
    return this;
  }

  /**
   * @param {string} name
   * @param {unknown} [value]
   */
  emit(name, value) {
    for (const one of [...this.#heard]) {
      if (one.name !== null && !matches(one.name, name)) continue;
      if (one.once) this.off(one.name ?? "", one.listener);
      // A fault in a page's own listener must not keep the others from hearing.
      try {
        if (one.name === null) one.listener(name, value);
        else one.listener.call({ event: name }, value);
      } catch (problem) {
        console.error(problem);
      }
    }
  }
}

/**
 * @param {string} pattern
 * @param {string} name
 */
function matches(pattern, name) {
  if (!pattern.includes("*")) return pattern === name;
  const parts = pattern.split(".").map((part) => {
    if (part === "**") return ".*";
    return part === "*" ? "[^.]+" : part.replace(/[^\w-]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("\\.")}$`).test(name);
}
