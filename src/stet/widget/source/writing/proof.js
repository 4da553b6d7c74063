/**
 * In place of a puzzle: the browser works for a moment, and the reader does nothing (altcha's protocol, version 1, with
 * SHA-256). The work is done here in short slices rather than in a worker: a page whose policy forbids workers would
 * have a violation reported, a page without https has no SubtleCrypto, and asking that for one short text at a time is
 * slower than the arithmetic below.
 */

import { ApiError } from "../common/api.js";

// What a slice may take, in milliseconds: less than one frame, so that typing and scrolling stay smooth.
const SLICE = 10;

/** @typedef {{algorithm: string, challenge: string, salt: string, signature: string, maxnumber: number}} Task */

/**
 * @param {import("../common/api.js").Api} api
 * @returns {Promise<string>} What is sent along with the comment.
 */
export async function prove(api) {
  /** @type {Task} */
  const { algorithm, challenge, salt, signature, maxnumber } = await api.read("/challenge");
  if (algorithm !== "SHA-256") throw new ApiError("proof_invalid");
  const number = await search(challenge, salt, maxnumber);
  return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
}

/**
 * @param {string} challenge Hexadecimal.
 * @param {string} salt
 * @param {number} most
 * @returns {Promise<number>} That with which the salt makes the challenge.
 */
async function search(challenge, salt, most) {
  const wanted = Number.parseInt(challenge.slice(0, 8), 16);
  let number = 0;
  while (number <= most) {
    const end = performance.now() + SLICE;
    for (; number <= most && performance.now() < end; number += 1) {
      const hash = sha256(salt + number);
      if (hash[0] === wanted && hexadecimal(hash) === challenge) return number;
    }
    await new Promise((resume) => setTimeout(resume));
  }
  throw new ApiError("proof_invalid");
}

/** @param {Uint32Array} hash */
function hexadecimal(hash) {
  return Array.from(hash, (word) => word.toString(16).padStart(8, "0")).join("");
}

const PRIMES = firstPrimes(64);
const STEPS = Uint32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const START = Uint32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const schedule = new Uint32Array(64);

/**
 * SHA-256 (FIPS 180-4) of a text in ASCII.
 * @param {string} text
 * @returns {Uint32Array} Eight words.
 */
export function sha256(text) {
  const blocks = padded(text);
  const hash = Uint32Array.from(START);
  for (let at = 0; at < blocks.length; at += 16) compress(hash, blocks.subarray(at, at + 16));
  return hash;
}

/**
 * @param {string} text
 * @returns {Uint32Array} Whole blocks of sixteen words.
 */
function padded(text) {
  const words = new Uint32Array(((text.length + 8) >> 6) * 16 + 16);
  for (let at = 0; at < text.length; at += 1) set(words, at, text.charCodeAt(at));
  set(words, text.length, 0x80);
  words[words.length - 1] = text.length * 8;
  return words;
}

/**
 * @param {Uint32Array} words
 * @param {number} at
 * @param {number} byte
 */
function set(words, at, byte) {
  words[at >> 2] = (words[at >> 2] ?? 0) | (byte << (24 - (at & 3) * 8));
}

/**
 * @param {Uint32Array} hash Moved on by one block.
 * @param {Uint32Array} block
 */
function compress(hash, block) {
  const w = schedule;
  w.set(block);
  for (let t = 16; t < 64; t += 1) {
    const [a, b] = [/** @type {number} */ (w[t - 15]), /** @type {number} */ (w[t - 2])];
    const s0 = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
    const s1 = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
    w[t] = /** @type {number} */ (w[t - 16]) + s0 + /** @type {number} */ (w[t - 7]) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let t = 0; t < 64; t += 1) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const one = h + s1 + ((e & f) ^ (~e & g)) + /** @type {number} */ (STEPS[t]) + /** @type {number} */ (w[t]);
    const two = s0 + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, at) => (hash[at] = /** @type {number} */ (hash[at]) + word));
}

/**
 * @param {number} word
 * @param {number} bits
 */
function turned(word, bits) {
  return (word >>> bits) | (word << (32 - bits));
}

/** @param {number} number */
function fraction(number) {
  return ((number - Math.floor(number)) * 2 ** 32) >>> 0;
}

/** @param {number} count */
function firstPrimes(count) {
  /** @type {number[]} */
  const primes = [];
  for (let number = 2; primes.length < count; number += 1) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return primes;
}
