import { type Entity } from '@backstage/catalog-model';

/**
 * Returns whether the text of a YAML or JSON file contains an entity, by its kind and name. It does not parse the text,
 * because a file of a user can take seconds to parse.
 */
export function containsEntity(
  text: string,
  { kind, metadata }: Pick<Entity, 'kind' | 'metadata'>,
): boolean {
  const patterns = [patternOf('kind', kind), patternOf('name', metadata.name)];
  return text
    .split(/^---/m)
    .some(document => patterns.every(pattern => pattern.test(document)));
}

/** Matches `key: value` on a line, or in braces, with or without quotation marks. */
function patternOf(key: string, value: string): RegExp {
  // Kinds and names contain letters, digits, dots, underscores and hyphens.
  const literal = value.replaceAll('.', String.raw`\.`);
  return new RegExp(
    String.raw`(?:^|[\s{,])["']?${key}["']?[ \t]*:[ \t]*["']?${literal}["']?[ \t]*(?:\r?$|[,}]|[ \t]#)`,
    'im',
  );
}
