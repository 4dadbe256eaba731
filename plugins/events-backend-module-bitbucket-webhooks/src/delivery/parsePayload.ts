import { type JsonObject } from '@backstage/types';
import { RefusedDelivery } from '../model/RefusedDelivery';

/** Bitbucket's payloads have about ten levels. Subscribers can be recursive. */
const MOST_LEVELS = 100;

/**
 * Parses the body of a signed delivery.
 *
 * @throws RefusedDelivery if it is not a JSON object in UTF-8 that is safe for subscribers
 */
export function parsePayload(bytes: Uint8Array): JsonObject {
  const payload = parseJson(bytes);
  if (
    typeof payload !== 'object' ||
    payload === null ||
    Array.isArray(payload)
  ) {
    throw invalid('is not a JSON object');
  }
  checkValues(payload);
  return payload as JsonObject;
}

function parseJson(bytes: Uint8Array): unknown {
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid('is not in UTF-8');
  }
  try {
    return JSON.parse(text);
  } catch {
    // Not the error's own message, which quotes the body.
    throw invalid('is not JSON');
  }
}

/**
 * Rejects keys that set the prototype of an object that a subscriber copies them to, and levels that
 * exceed the stack of a recursive subscriber.
 */
function checkValues(payload: object) {
  let level: object[] = [payload];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MOST_LEVELS) {
      throw invalid(`has more than ${MOST_LEVELS} nested lists and maps`);
    }
    const next: object[] = [];
    for (const value of level) {
      if (Object.hasOwn(value, '__proto__')) {
        throw invalid('has the key __proto__');
      }
      for (const child of Object.values(value)) {
        if (typeof child === 'object' && child !== null) {
          next.push(child);
        }
      }
    }
    level = next;
  }
}

function invalid(found: string): RefusedDelivery {
  return new RefusedDelivery(
    'invalid',
    `The body of the webhook ${found}. Bitbucket sends a JSON object.`,
  );
}
