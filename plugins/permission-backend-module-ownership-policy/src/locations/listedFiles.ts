import {
  ANNOTATION_LOCATION,
  type Entity,
  parseLocationRef,
  stringifyLocationRef,
} from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import { type ScmIntegrationRegistry } from '@backstage/integration';
import { posix } from 'node:path';

/**
 * Returns the references
 * (`url:https://…`) of the files that an entity of kind Location lists, in the form in which the catalog resolves them. A reference can contain `*`:
 * see {@link matchesFile}.
 *
 * @seam The catalog does not export this.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/processing/util.ts
 */
export function listFiles(
  { metadata, spec = {} }: Entity,
  integrations: ScmIntegrationRegistry,
): string[] {
  const base = parseLocationRef(metadata.annotations![ANNOTATION_LOCATION]);
  const {
    type = base.type,
    target,
    targets = [],
  } = spec as {
    type?: string;
    target?: string;
    targets?: string[];
  };
  return [target, ...targets].flatMap(each =>
    each ? stringifyLocationRef({ type, target: resolve(each) }) : [],
  );

  function resolve(each: string): string {
    if (type !== base.type) {
      return each;
    }
    if (type === 'file') {
      return each.startsWith('.')
        ? posix.join(posix.dirname(base.target), each)
        : each;
    }
    try {
      return integrations.resolveUrl({ url: each, base: base.target });
    } catch {
      return each;
    }
  }
}

/** Pattern characters. A reader treats all of them except `*` as literals in a URL without `*`. */
const SPECIAL = /\*|[[{(!]|[+@?](?=\()/;

/** Returns the prefix of all files that match a reference, or undefined if it names a single file. */
export function prefixOf(file: string): string | undefined {
  return file.includes('*') ? file.split(SPECIAL, 1)[0] : undefined;
}

/**
 * Returns whether a reference can match a file.
 * `*` matches any characters, and so does the part after a bracket, a brace or a `!`. So more files
 * match than the catalog reads. The time is linear for every Location.
 */
export function matchesFile(ref: string, file: string): boolean {
  if (prefixOf(file) === undefined) {
    return ref === file;
  }
  let position = 0;
  return file
    .replace(/\*\*\//g, '*')
    .replace(/(?:[[{(!]|[+@?]\().*/s, '')
    .split('*')
    .every((part, index) => {
      const found = ref.indexOf(part, position);
      position = found + part.length;
      return index === 0 ? found === 0 : found >= 0;
    });
}

/**
 * Above this number, an inspection takes seconds: it sends one query per 50 files, and checks each
 * pattern for each entity.
 */
const MAX_FILES = 5_000;
const MAX_PATTERNS = 100;

/** The files below a location, and which of them the catalog has read. */
export class ListedFiles {
  readonly #listed: Set<string>;
  readonly #read = new Set<string>();
  #new: string[] = [];
  #patterns = 0;

  /** @param root - the reference of the location itself */
  constructor(root: string) {
    this.#listed = new Set([root]);
  }

  /** @throws NotAllowedError if there are too many */
  addListed(files: string[]): void {
    for (const file of files) {
      if (this.#listed.has(file)) {
        continue;
      }
      this.#listed.add(file);
      this.#new.push(file);
      this.#patterns += prefixOf(file) === undefined ? 0 : 1;
    }
    if (this.#listed.size > MAX_FILES || this.#patterns > MAX_PATTERNS) {
      throw new NotAllowedError(
        `The files of this location list more than ${MAX_FILES} files, or more than ${MAX_PATTERNS} patterns with *, so the portal cannot check who owns their entities. Ask an administrator of the portal.`,
      );
    }
  }

  addRead(entities: Entity[]): void {
    entities.forEach(({ metadata }) =>
      this.#read.add(metadata.annotations![ANNOTATION_LOCATION]),
    );
  }

  /** Returns the files that were added since the last call. */
  takeNew(): string[] {
    const files = this.#new;
    this.#new = [];
    return files;
  }

  /**
   * Whether the catalog has entities of every listed file, and at least one file is listed. For a
   * pattern, the matching files are unknown.
   */
  areAllRead(): boolean {
    return (
      this.#patterns === 0 &&
      this.#listed.size > 1 &&
      [...this.#listed].every(each => this.#read.has(each))
    );
  }
}
