import { visibleText } from './visibleText';

/**
 * Escape sequences of terminals: CSI (colors and moves of the cursor), OSC (titles and links), other control strings,
 * and short ones. ECMA-48, sections 5.3 to 5.6.
 */
const ESCAPES =
  // eslint-disable-next-line no-control-regex -- These sequences begin with control characters.
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])|\u009b[0-?]*[ -/]*[@-~]/g;

/**
 * Returns the text of a log as a terminal would leave it: without colors, and with only the last text of lines that
 * were overwritten. Control and bidirectional characters are visible, as `visibleText` returns them.
 *
 * @public
 */
export function readableLog(text: string): string {
  const plain = text
    .replace(ESCAPES, '')
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map(line => line.split('\r').findLast(part => part !== '') ?? '')
    .join('\n');
  return visibleText(plain);
}
