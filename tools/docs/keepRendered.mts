import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DocsError, type Documented } from './documented.mts';
import { RENDERER, renderSite } from './renderSite.mts';

/**
 * Renders missing documentation of a folder, and re-renders earlier output, because the files may have
 * changed. Does not change pages that MkDocs built.
 *
 * @returns a message for each entity whose documentation could not be rendered
 */
export function keepRendered(documented: Documented[], site: string): string[] {
  const problems: string[] = [];
  for (const entity of documented) {
    const target = join(site, entity.path);
    if (!existsSync(target) || isRendered(target)) {
      try {
        renderSite(entity, target);
      } catch (error) {
        if (!(error instanceof DocsError)) {
          throw error;
        }
        problems.push(
          `The documentation of ${entity.path} was not rendered: ${error.message}`,
        );
      }
    }
  }
  return problems;
}

function isRendered(target: string): boolean {
  const file = join(target, 'techdocs_metadata.json');
  return (
    existsSync(file) &&
    readFileSync(file, 'utf8').includes(`"generator":"${RENDERER}"`)
  );
}
