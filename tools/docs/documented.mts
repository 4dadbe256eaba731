import yaml from 'yaml';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readCatalogFile, readCatalogSettings } from '../lib/catalogFiles.mts';
import { root } from '../lib/workspace.mts';

/** An entity with documentation in this repository. */
export interface Documented {
  /** `namespace/kind/name` in lower case, the folder that TechDocs reads. */
  path: string;
  /** The folder of its `mkdocs.yml`. */
  folder: string;
}

/** The part of an `mkdocs.yml` that these scripts read. */
export interface MkDocsSettings {
  site_name: string;
  site_description?: string;
  docs_dir?: string;
  nav?: NavEntry[];
}

/** A page, a page with a title, or a section with a title. */
export type NavEntry = string | Record<string, string | NavEntry[]>;

/** The documentation could not be built. The message contains the reason and the remedy. */
export class DocsError extends Error {}

/** Returns the entities with a `backstage.io/techdocs-ref`, in the files of the catalog. */
export function findDocumented(): Documented[] {
  const { files } = readCatalogSettings([join(root, 'app-config.yaml')]);
  return files.flatMap(readCatalogFile).flatMap(({ entity, file }) => {
    const ref = entity.metadata.annotations?.['backstage.io/techdocs-ref'];
    if (entity.kind === 'Location' || !ref?.startsWith('dir:')) {
      return [];
    }
    const { name, namespace = 'default' } = entity.metadata;
    return [
      {
        path: [namespace, entity.kind, name].join('/').toLowerCase(),
        folder: resolve(dirname(file), ref.slice('dir:'.length)),
      },
    ];
  });
}

/**
 * Reads the `mkdocs.yml` of a folder.
 *
 * @throws DocsError if it is missing, is not YAML or has no site name
 */
export function readSettings(folder: string): MkDocsSettings {
  const file = join(folder, 'mkdocs.yml');
  let settings: MkDocsSettings | null;
  try {
    settings = yaml.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new DocsError(`${file} cannot be read: ${(error as Error).message}`);
  }
  if (typeof settings?.site_name !== 'string') {
    throw new DocsError(`${file} has no site_name. Add one: it is the title.`);
  }
  return settings;
}
