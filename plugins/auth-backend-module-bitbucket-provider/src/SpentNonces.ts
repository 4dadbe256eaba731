import { hash } from 'node:crypto';

/** How long Backstage has a browser keep the cookie of the nonce. */
const NONCE_MS = 10 * 60 * 1000;

/** The nonces of callbacks that came to this instance, for as long as a browser keeps their cookie. */
export class SpentNonces {
  readonly #expiries = new Map<string, number>();

  /** @returns false for one that is spent */
  spend(nonce: string): boolean {
    const now = Date.now();
    for (const [old, expiry] of this.#expiries) {
      if (expiry > now) {
        break;
      }
      this.#expiries.delete(old);
    }
    // A cookie can be long, and whoever sends it chooses it.
    const digest = hash('sha256', nonce, 'base64');
    if (this.#expiries.has(digest)) {
      return false;
    }
    this.#expiries.set(digest, now + NONCE_MS);
    return true;
  }
}
