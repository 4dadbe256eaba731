import {
  type BitbucketImportCandidate,
  type BitbucketImportPullRequest,
  type BitbucketRepositoryAnalysis,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  type AuditorService,
  type BackstageCredentials,
  type BackstageUserPrincipal,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { ConflictError, InputError } from '@backstage/errors';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { type Request } from 'express';
import { z } from 'zod/v4';
import { slugOf, targetOf } from '../model/locationEntity';
import { Turns } from '../model/Turns';
import {
  analyzeRepository,
  findTarget,
  type ImportTarget,
} from './analyzeRepository';
import { listCandidates } from './candidates';
import { findRepository } from './findRepository';
import { type ImportContext } from './ImportContext';
import { isOfRepository } from './isOfRepository';
import { explainWriteFailure, openPullRequest } from './openPullRequest';
import { readNewFile } from './readDocuments';
import { withUserMessages } from './withUserMessages';

const LONGEST_TITLE = 255;
const LONGEST_DESCRIPTION = 32_768;

const bodySchema = z.object({
  url: z.string(),
  content: z.string(),
  title: z.string().trim().min(1).max(LONGEST_TITLE),
  description: z.string().max(LONGEST_DESCRIPTION),
});

/** The dependencies of {@link ImportHandlers}. */
export interface ImportHandlersOptions {
  auditor: AuditorService;
  catalog: Pick<CatalogService, 'validateEntity'>;
  logger: LoggerService;
  /** Of all providers. */
  contexts: readonly ImportContext[];
}

/** Handles the requests of the import, after the permissions of the user were checked. */
export class ImportHandlers {
  readonly #options: ImportHandlersOptions;
  /** Simultaneous requests must not commit to the branch of one repository twice. */
  readonly #turns = new Turns();

  constructor(options: ImportHandlersOptions) {
    this.#options = options;
  }

  async analyze(url: unknown): Promise<BitbucketRepositoryAnalysis> {
    if (typeof url !== 'string') {
      throw new InputError('The parameter url must be one address.');
    }
    const { contexts } = this.#options;
    return this.#explain(async () =>
      analyzeRepository(findTarget(await findRepository(contexts, url))),
    );
  }

  async listCandidates(
    ownerRefs: readonly string[],
  ): Promise<BitbucketImportCandidate[]> {
    return listCandidates(this.#options.contexts, ownerRefs);
  }

  async createPullRequest(
    req: Request,
    credentials: BackstageCredentials<BackstageUserPrincipal>,
  ): Promise<BitbucketImportPullRequest> {
    const { data, error } = bodySchema.safeParse(req.body);
    if (!data) {
      const [{ message, path }] = error.issues;
      throw new InputError(`${path.join('.') || 'The body'}: ${message}`);
    }
    const entities = readNewFile(data.content);
    const { contexts } = this.#options;
    const target = await this.#explain(async () =>
      findTarget(await findRepository(contexts, data.url)),
    );
    const event = await this.#options.auditor.createEvent({
      eventId: 'bitbucket-import',
      severityLevel: 'medium',
      request: req,
      meta: {
        actionType: 'create-pull-request',
        repository: slugOf(target.repository),
      },
    });
    try {
      await this.#check(target, entities, credentials);
      // The portal is the author of the pull request, and the user chooses its text.
      const description = `Requested by ${credentials.principal.userEntityRef} in the developer portal.\n\n${data.description}`;
      const created = await this.#turns.run(target.repository.uuid, () =>
        withUserMessages(
          this.#options.logger,
          () => openPullRequest(target, { ...data, description }),
          explainWriteFailure,
        ),
      );
      await event.success({ meta: { pullRequest: created.url } });
      return created;
    } catch (cause) {
      await event.fail({ error: cause as Error });
      throw cause;
    }
  }

  /** @throws InputError or ConflictError if the catalog would not accept the entities */
  async #check(
    target: ImportTarget,
    entities: readonly Entity[],
    credentials: BackstageCredentials,
  ) {
    const { catalog, locations, settings } = target.context;
    for (const entity of entities) {
      const { kind, metadata, spec } = entity;
      if (!settings.allowedKinds.has(kind, spec?.type)) {
        throw new InputError(
          `The portal does not accept the kind ${kind} in catalog files of repositories. Use one of: ${settings.allowedKinds}.`,
        );
      }
      const validation = await this.#options.catalog.validateEntity(
        entity,
        `url:${targetOf(target)}`,
        { credentials },
      );
      if (!validation.valid) {
        throw new InputError(
          `The entity ${kind} ${metadata.name} is not valid: ${validation.errors[0]?.message}`,
        );
      }
    }
    const refs = entities.map(each => stringifyEntityRef(each));
    const missing = await locations.findMissing(refs);
    const own = new Set(
      (await catalog.findByRefs(refs))
        .filter(each => isOfRepository(each, target.repository))
        .map(each => stringifyEntityRef(each)),
    );
    const taken = refs.find(ref => !missing.has(ref) && !own.has(ref));
    if (taken !== undefined) {
      throw new ConflictError(
        `The catalog already contains ${taken} from another source. Choose another name.`,
      );
    }
  }

  #explain<T>(work: () => Promise<T>): Promise<T> {
    return withUserMessages(this.#options.logger, work);
  }
}
