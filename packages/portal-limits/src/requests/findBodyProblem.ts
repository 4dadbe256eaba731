import { describeRemedy, formatCount, type Limits } from '../limits/limits';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const LIST_START = 0x5b;
const LIST_END = 0x5d;
const MAP_START = 0x7b;
const MAP_END = 0x7d;

/**
 * Checks the limits of a JSON text before it is parsed: a text of 10 MB can hold 5 million lists, which
 * take seconds to parse. It reads each byte once, and stops at the first limit that is exceeded.
 *
 * Each list, map, comma and colon outside a text counts as a value.
 *
 * @param json - in UTF-8, in which the bytes of these characters never occur in other characters. It
 * need not be valid JSON.
 * @returns a sentence for the user, or `undefined` if the text is within the limits
 */
export function findBodyProblem(
  json: Uint8Array,
  limits: Limits,
): string | undefined {
  const mostValues = limits['body.values'];
  const mostLevels = limits['body.depth'];
  let values = 0;
  let depth = 0;
  let isText = false;
  for (let index = 0; index < json.length; index++) {
    const byte = json[index];
    if (isText) {
      if (byte === BACKSLASH) {
        index++;
      } else if (byte === QUOTE) {
        isText = false;
      }
      continue;
    }
    switch (byte) {
      case QUOTE:
        isText = true;
        break;
      case LIST_START:
      case MAP_START:
        values++;
        depth++;
        break;
      case LIST_END:
      case MAP_END:
        depth--;
        break;
      case COMMA:
      case COLON:
        values++;
        break;
      default:
    }
    if (values > mostValues) {
      return describeBodyProblem('values', limits);
    }
    if (depth > mostLevels) {
      return describeBodyProblem('depth', limits);
    }
  }
  return undefined;
}

/** Returns the message for a body that exceeds a limit. */
export function describeBodyProblem(
  bound: 'values' | 'depth',
  limits: Limits,
): string {
  const most = formatCount(limits[`body.${bound}`]);
  return bound === 'values'
    ? `The request body has more than ${most} keys and values. ${describeRemedy(
        'body.values',
        'Send fewer.',
      )}`
    : `The request body has more than ${most} nested lists and maps. ${describeRemedy(
        'body.depth',
        'Use fewer levels.',
      )}`;
}
