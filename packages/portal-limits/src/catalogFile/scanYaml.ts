import { CST, Lexer } from 'yaml';
import {
  describeRemedy,
  formatCount,
  type LimitName,
  type Limits,
} from '../limits/limits';
import { Nesting } from './Nesting';

/** Spaces, line ends, comments and punctuation for each value. A key and its value have eight tokens. */
const TOKENS_PER_VALUE = 10;
const SPLIT = 'Split the file.';

/**
 * Checks the limits of a YAML or JSON file before it is parsed. It reads the tokens of the file, needs
 * time in proportion to its size, and stops at the first limit that is exceeded. The content of a text
 * block, such as an OpenAPI document, is one token.
 *
 * @returns a sentence for the author of the file, or `undefined` if the file is within the limits
 */
export function scanYaml(text: string, limits: Limits): string | undefined {
  const size = Buffer.byteLength(text);
  if (size > limits['catalogFile.size']) {
    return exceeds(limits, 'catalogFile.size', {
      what: 'bytes',
      advice:
        'Split the file, or move large texts to a file of their own and refer to it with $text.',
    });
  }
  if (
    countLines(text, limits['catalogFile.lines']) > limits['catalogFile.lines']
  ) {
    return exceeds(limits, 'catalogFile.lines', {
      what: 'lines',
      advice: SPLIT,
    });
  }
  return scanTokens(text, limits);
}

function scanTokens(text: string, limits: Limits): string | undefined {
  const nesting = new Nesting();
  let tokens = 0;
  let documents = 1;
  let values = 0;
  let references = 0;
  let items = 0;
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    tokens++;
    // The text of a plain scalar follows its mark, and can look like any other token.
    const type: CST.TokenType | null | undefined = isScalar
      ? undefined
      : CST.tokenType(token);
    isScalar = type === 'scalar';
    nesting.add(type, token.length);
    switch (type) {
      case 'doc-start':
      case 'doc-end':
        documents++;
        break;
      case 'anchor':
      case 'alias':
      case 'tag':
        references++;
        break;
      case 'scalar':
      case 'single-quoted-scalar':
      case 'double-quoted-scalar':
      case 'block-scalar-header':
      case 'flow-seq-start':
      case 'flow-map-start':
        values++;
        break;
      // An item can be empty. It has no scalar in this case.
      case 'seq-item-ind':
      case 'map-value-ind':
      case 'comma':
        items++;
        break;
      case 'directive-line':
        return 'The file has a YAML directive, a line that begins with "%". The portal reads YAML 1.2 without directives. Remove the line.';
      case 'explicit-key-ind':
        return 'The file has a key that begins with "? ". The portal does not read such keys. Write the key as "key: value".';
      default:
    }
    if (
      Math.max(values, items) > limits['catalogFile.values'] ||
      tokens > limits['catalogFile.values'] * TOKENS_PER_VALUE
    ) {
      return exceeds(limits, 'catalogFile.values', {
        what: 'keys and values',
        advice: SPLIT,
      });
    }
    if (documents > limits['catalogFile.documents'] + 1) {
      return exceeds(limits, 'catalogFile.documents', {
        what: 'documents',
        advice: SPLIT,
      });
    }
    if (references > limits['catalogFile.references']) {
      return exceeds(limits, 'catalogFile.references', {
        what: 'anchors, aliases and tags',
        advice: 'Write the values instead of aliases.',
      });
    }
    if (nesting.depth > limits['catalogFile.depth']) {
      return exceeds(limits, 'catalogFile.depth', {
        what: 'nested lists and maps',
        advice: 'Use fewer levels.',
      });
    }
  }
  return undefined;
}

function countLines(text: string, limit: number): number {
  let lines = 1;
  for (
    let end = text.indexOf('\n');
    end !== -1 && lines <= limit;
    end = text.indexOf('\n', end + 1)
  ) {
    lines++;
  }
  return lines;
}

function exceeds(
  limits: Limits,
  name: LimitName,
  { what, advice }: { what: string; advice: string },
): string {
  return `The file has more than ${formatCount(
    limits[name],
  )} ${what}. ${describeRemedy(name, advice)}`;
}
