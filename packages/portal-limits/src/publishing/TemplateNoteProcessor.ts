import { type Entity } from '@backstage/catalog-model';
import { type Config } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { type CatalogProcessor } from '@backstage/plugin-catalog-node';
import { type JsonObject, type JsonValue } from '@backstage/types';
import {
  ALLOWED_WORKSPACES_KEY,
  readAllowedWorkspaces,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { hasCredentials } from './credentials';

/** The actions of a template that use the credentials of the portal for Bitbucket Cloud. */
const ACTIONS = /^(?:publish:bitbucketCloud|bitbucketCloud:|bitbucket:)/;

/**
 * Adds a note to the form of each template that uses Bitbucket Cloud, while the portal has no credentials for it.
 * The user reads the note before they fill in the form. Otherwise, the run fails after that.
 */
export class TemplateNoteProcessor implements CatalogProcessor {
  readonly #problem?: string;

  static fromConfig(config: Config): TemplateNoteProcessor {
    const [entry] = ScmIntegrations.fromConfig(config).bitbucketCloud.list();
    if (!hasCredentials(entry?.config)) {
      return new TemplateNoteProcessor(
        'This portal has no credentials for Bitbucket Cloud, which an administrator adds under `integrations.bitbucketCloud`.',
      );
    }
    return new TemplateNoteProcessor(
      readAllowedWorkspaces(config).size === 0
        ? `Templates of this portal cannot access a Bitbucket workspace, because no workspace is listed under \`${ALLOWED_WORKSPACES_KEY}\`.`
        : undefined,
    );
  }

  /** @param problem - why the actions fail; undefined if they work */
  constructor(problem: string | undefined) {
    this.#problem = problem;
  }

  getProcessorName(): string {
    return 'TemplateNoteProcessor';
  }

  async preProcessEntity(entity: Entity): Promise<Entity> {
    const names = this.#problem ? findStepNames(entity) : [];
    if (names.length === 0) {
      return entity;
    }
    const note = `**${this.#problem}** Until then, these steps fail: ${names
      .map(name => `_${name}_`)
      .join(', ')}.`;
    return addNote(entity, note);
  }
}

function findStepNames({ apiVersion, kind, spec }: Entity): string[] {
  const steps = spec?.steps;
  if (
    kind.toLowerCase() !== 'template' ||
    !apiVersion.startsWith('scaffolder.backstage.io/') ||
    !Array.isArray(steps)
  ) {
    return [];
  }
  return steps
    .filter(isObject)
    .filter(({ action }) => ACTIONS.test(String(action)))
    .map(({ name, id, action }) =>
      escapeMarkdown(String(name ?? id ?? action)),
    );
}

/** Adds the note to the first page of the form, which Backstage shows as Markdown. */
function addNote(entity: Entity, note: string): Entity {
  const { parameters } = entity.spec ?? {};
  const pages = Array.isArray(parameters)
    ? parameters
    : [parameters ?? {}].filter(isObject);
  const [first = {}, ...others]: JsonValue[] = pages;
  if (!isObject(first)) {
    return entity;
  }
  const { description } = first;
  const page = {
    ...(pages.length === 0 || !parameters
      ? { title: 'Bitbucket Cloud', properties: {} }
      : {}),
    ...first,
    description:
      typeof description === 'string' ? `${note}\n\n${description}` : note,
  };
  return {
    ...entity,
    spec: { ...entity.spec, parameters: [page, ...others] },
  };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>]/g, '\\$&');
}
