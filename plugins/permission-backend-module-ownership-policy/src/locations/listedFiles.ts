import {
  ANNOTATION_LOCATION,
  Entity,
  parseLocationRef,
  stringifyLocationRef,
} from '@backstage/catalog-model';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { posix } from 'node:path';

/**
 * Returns the references (`url:https://…`) of the files that an entity of kind Location lists, as the
 * catalog resolves them. A reference can contain `*`: see {@link matchesFile}.
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

/** Returns the part of a reference before its first `*`, or undefined if it names one file. */
export function prefixOf(file: string): string | undefined {
  const index = file.indexOf('*');
  return index < 0 ? undefined : file.slice(0, index);
}

/**
 * Returns whether a reference can be the one of a file. In the name of the file, `*` matches
 * any characters, and so does all that follows a bracket or a brace. So more files match than the
 * catalog reads. This needs linear time, whatever somebody writes into a Location.
 */
export function matchesFile(ref: string, file: string): boolean {
  if (prefixOf(file) === undefined) {
    return ref === file;
  }
  let position = 0;
  return file
    .replace(/\*\*\//g, '*')
    .replace(/[[{(].*/s, '')
    .split('*')
    .every((part, index) => {
      const found = ref.indexOf(part, position);
      position = found + part.length;
      return index === 0 ? found === 0 : found >= 0;
    });
}
