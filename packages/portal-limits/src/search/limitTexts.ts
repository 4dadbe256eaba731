/** The duration of a search grows faster than the size of the documents that it finds. */
const TEXT_LENGTH = 20_000;
/** A search term has words of up to 64 characters. */
const WORD_LENGTH = 200;
const ADDRESS_LENGTH = 2_000;

const LONG_WORD = new RegExp(String.raw`\S{${WORD_LENGTH}}(?=\S)`, 'gu');

/** Fields that contain the address of a document. A space would change it. */
const ADDRESSES = ['location', 'path'];

/**
 * Cuts the texts of a document, and separates the parts of texts that PostgreSQL reads repeatedly. Its parser reads the
 * rest of a word again at each part of `1-a-1-a-`, and the rest of a text at each `<!--`. 20,000 characters took it 4
 * seconds, each time it wrote the document and each time a search found it.
 *
 * https://github.com/postgres/postgres/blob/REL_18_0/src/backend/tsearch/wparser_def.c
 *
 * @param document - at most as deep as an entity
 */
export function limitTexts<T extends object>(document: T): T {
  return mapValues(document, (value, key) =>
    ADDRESSES.includes(key) && typeof value === 'string'
      ? value.slice(0, ADDRESS_LENGTH)
      : limitText(value),
  );
}

function limitText(value: unknown): unknown {
  if (typeof value === 'string') {
    return value
      .slice(0, TEXT_LENGTH)
      .replaceAll('<!--', '<! --')
      .replace(LONG_WORD, '$& ');
  }
  if (Array.isArray(value)) {
    return value.map(limitText);
  }
  return typeof value === 'object' && value !== null
    ? mapValues(value, limitText)
    : value;
}

function mapValues<T extends object>(
  map: T,
  change: (value: unknown, key: string) => unknown,
): T {
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key, change(value, key)]),
  ) as T;
}
