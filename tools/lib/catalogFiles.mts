import yaml from 'yaml';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { root } from './workspace.mts';

/** The part of an entity that these scripts read. */
export interface CatalogEntity {
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    annotations?: Record<string, string>;
  };
  spec?: {
    target?: string;
    targets?: string[];
    owner?: string;
    memberOf?: string[];
    members?: string[];
    parent?: string;
    children?: string[];
    profile?: { displayName?: string; email?: string };
  };
}

export interface FoundEntity {
  entity: CatalogEntity;
  /** Absolute path of its file. */
  file: string;
}

/** An entry of `catalog.locations`. */
export interface CatalogLocation {
  type: string;
  target: string;
}

interface Configuration {
  catalog?: {
    locations?: CatalogLocation[];
    providers?: object;
  };
  permission?: { administrators?: unknown };
  auth?: {
    providers?: {
      bitbucket?: { development?: { allowedWorkspaces?: unknown } | null };
    };
  };
}

export interface CatalogSettings {
  /** Absolute paths of the files under `catalog.locations`. */
  files: string[];
  /** Whether entities also come from `catalog.providers`. */
  hasProviders: boolean;
  /** `permission.administrators`: refs of users and groups. */
  administrators: string[];
  /** `allowedWorkspaces` of the sign-in in development: slugs, or uuids in braces. */
  allowedWorkspaces: string[];
}

/** Reads the catalog settings of configuration files; later files take precedence. */
export function readCatalogSettings(configFiles: string[]): CatalogSettings {
  let locations: CatalogLocation[] = [];
  let administrators: unknown;
  let allowedWorkspaces: unknown;
  let hasProviders = false;
  for (const file of configFiles) {
    const { auth, catalog, permission } = parseConfiguration(file);
    administrators = permission?.administrators ?? administrators;
    const { development } = auth?.providers?.bitbucket ?? {};
    allowedWorkspaces = development?.allowedWorkspaces ?? allowedWorkspaces;
    locations = catalog?.locations ?? locations;
    hasProviders ||= Object.keys(catalog?.providers ?? {}).length > 0;
  }
  return {
    files: locations
      .filter(({ type }) => type === 'file')
      .flatMap(({ target }) => findFiles(target)),
    hasProviders,
    // The schema rejects a value that is not a list.
    administrators: Array.isArray(administrators)
      ? administrators.map(String)
      : [],
    allowedWorkspaces: (Array.isArray(allowedWorkspaces)
      ? allowedWorkspaces
      : []
    )
      .map(each => substitute(String(each)))
      .filter(each => each !== ''),
  };
}

/** @throws Error with the name of the file, if it is not YAML */
function parseConfiguration(file: string): Configuration {
  try {
    return yaml.parse(readFileSync(file, 'utf8')) ?? {};
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Replaces environment variables in a text. */
function substitute(text: string): string {
  return text.replace(
    /\$\{\s*(\w+)\s*(?::-([^}]*))?\}/g,
    (_, name, fallback) => process.env[name] || fallback?.trim() || '',
  );
}

/**
 * Returns the files of a target, as absolute paths. A target is relative to the folder of the backend in
 * development, and to the folder of the portal in production.
 */
export function findFiles(target: string): string[] {
  for (const folder of [join(root, 'packages/backend'), root]) {
    const path = resolve(folder, target);
    if (existsSync(path)) {
      return [path];
    }
    const found = globSync(path);
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}

/**
 * Reads the entities of a file, and of the files that its Locations list.
 *
 * @throws Error with the name of the file, if one cannot be read or is not YAML
 */
export function readCatalogFile(file: string): FoundEntity[] {
  const found: FoundEntity[] = [];
  for (const entity of parseFile(file)) {
    found.push({ entity, file });
    if (entity.kind === 'Location') {
      const { target, targets = [] } = entity.spec ?? {};
      for (const listed of target ? [target, ...targets] : targets) {
        if (!URL.canParse(listed)) {
          const path = resolve(dirname(file), listed);
          // Backstage's file reader accepts a path or a pattern.
          const files = existsSync(path) ? [path] : globSync(path);
          if (files.length === 0) {
            throw new Error(
              `${file} lists ${listed}, which matches no file. Correct the target.`,
            );
          }
          found.push(...files.sort().flatMap(readCatalogFile));
        }
      }
    }
  }
  return found;
}

function parseFile(file: string): CatalogEntity[] {
  try {
    return yaml
      .parseAllDocuments(readFileSync(file, 'utf8'))
      .map(document => {
        if (document.errors.length > 0) {
          throw document.errors[0];
        }
        return document.toJS() as CatalogEntity | null;
      })
      .filter(entity => entity !== null);
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Returns the reference of an entity, in lower case: `user:default/mira.lindqvist`. */
export function refOf({ kind, metadata }: CatalogEntity): string {
  return `${kind}:${metadata.namespace ?? 'default'}/${
    metadata.name
  }`.toLowerCase();
}
