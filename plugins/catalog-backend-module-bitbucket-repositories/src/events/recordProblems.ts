import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { type LoggerService } from '@backstage/backend-plugin-api';
import {
  type EventParams,
  type EventsService,
} from '@backstage/plugin-events-node';
import { type CatalogFiles } from '../store/CatalogFiles';

/**
 * @seam The catalog publishes under these topics why it cannot process an entity, and that another source has an
 * entity with the same name:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/constants.ts
 * @seamTest plugins/catalog-backend-module-bitbucket-repositories/src/failures.test.ts
 */
const ERRORS_TOPIC = 'experimental.catalog.errors';
const CONFLICTS_TOPIC = 'experimental.catalog.conflict';

interface Problem {
  target: string;
  message: string;
}

/**
 * Stores and logs why the catalog cannot use a catalog file, once for each content.
 *
 * The catalog publishes within a transaction, and SQLite has one connection. So the handler does not wait for the
 * database.
 */
export async function recordProblems(options: {
  events: EventsService;
  providerId: string;
  files: CatalogFiles;
  logger: LoggerService;
}): Promise<void> {
  const { events, files, logger, providerId } = options;
  const label = `Bitbucket repositories ${providerId}`;
  const record = async ({ target, message }: Problem) => {
    if (await files.saveProblem(target, message)) {
      logger.warn(`${label}: the catalog cannot use ${target}: ${message}`);
    }
  };
  await events.subscribe({
    id: `bitbucket-repositories-problems-${providerId}`,
    topics: [ERRORS_TOPIC, CONFLICTS_TOPIC],
    async onEvent(params) {
      const problem =
        params.topic === CONFLICTS_TOPIC
          ? readConflict(params)
          : readErrors(params);
      if (problem) {
        record(problem).catch(error =>
          logger.warn(`${label}: a problem could not be stored: ${error}`),
        );
      }
    },
  });
}

function readErrors({ eventPayload }: EventParams): Problem | undefined {
  const { entity, errors, location } = Object(eventPayload) as {
    entity?: string;
    errors?: Error[];
    location?: string;
  };
  const target = targetOf(location);
  const messages = (errors ?? []).map(error => String(error.message));
  return target
    ? { target, message: `${entity}: ${messages.join('; ')}` }
    : undefined;
}

function readConflict({ eventPayload }: EventParams): Problem | undefined {
  const { entityRef, existingLocationKey, unprocessedEntity } = Object(
    eventPayload,
  ) as {
    entityRef?: string;
    existingLocationKey?: string;
    unprocessedEntity?: Entity;
  };
  const target = targetOf(
    unprocessedEntity?.metadata.annotations?.[
      'backstage.io/managed-by-location'
    ],
  );
  return target && unprocessedEntity
    ? {
        target,
        message: `${
          entityRef ?? stringifyEntityRef(unprocessedEntity)
        } belongs to another source: ${existingLocationKey}. The first source keeps it. Remove the entity from one of the files, or give it another name.`,
      }
    : undefined;
}

function targetOf(location: string | undefined): string | undefined {
  return /^url:(.+)$/.exec(location ?? '')?.[1];
}
