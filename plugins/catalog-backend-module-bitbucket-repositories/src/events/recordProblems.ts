import { visibleText } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  ANNOTATION_LOCATION,
  type Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { type LoggerService } from '@backstage/backend-plugin-api';
import {
  type EventParams,
  type EventsService,
} from '@backstage/plugin-events-node';
import { type CatalogProblems } from '../store/CatalogProblems';
import { type CatalogProblem } from '../store/problemRows';

/**
 * @seam The catalog publishes under these topics why it cannot process an entity, and that another source has an
 * entity with the same name:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/constants.ts
 * @seamTest plugins/catalog-backend-module-bitbucket-repositories/src/failures.test.ts
 */
const ERRORS_TOPIC = 'experimental.catalog.errors';
const CONFLICTS_TOPIC = 'experimental.catalog.conflict';

/**
 * Stores and logs why the catalog cannot use a catalog file, once for each message. Stores conflicts also of files that
 * no provider reads.
 *
 * The catalog publishes within a transaction, and SQLite has one connection. So the handler does not wait for the
 * database.
 */
export async function recordProblems(options: {
  events: EventsService;
  problems: CatalogProblems;
  logger: LoggerService;
}): Promise<void> {
  const { events, logger, problems } = options;
  const record = async (problem: CatalogProblem) => {
    for (const providerId of await problems.save(problem)) {
      logger.warn(
        `Bitbucket repositories ${providerId}: the catalog cannot use ${problem.target}: ${problem.message}`,
      );
    }
  };
  await events.subscribe({
    id: 'bitbucket-repositories-problems',
    topics: [ERRORS_TOPIC, CONFLICTS_TOPIC],
    async onEvent(params) {
      const problem =
        params.topic === CONFLICTS_TOPIC
          ? readConflict(params)
          : readErrors(params);
      if (problem) {
        record(problem).catch(error =>
          logger.warn(
            `Bitbucket repositories: a problem could not be stored: ${error}`,
          ),
        );
      }
    },
  });
}

function readErrors({ eventPayload }: EventParams): CatalogProblem | undefined {
  const { entity, errors, location } = Object(eventPayload) as {
    entity?: string;
    errors?: Error[];
    location?: string;
  };
  const target = targetOf(location);
  const messages = (errors ?? []).map(error => String(error.message));
  return target && entity
    ? {
        kind: 'error',
        entityRef: entity,
        target,
        message: visibleText(`${entity}: ${messages.join('; ')}`),
      }
    : undefined;
}

function readConflict({
  eventPayload,
}: EventParams): CatalogProblem | undefined {
  const { existingLocationKey, newLocationKey, unprocessedEntity, ...payload } =
    Object(eventPayload) as {
      entityRef?: string;
      existingLocationKey?: string;
      newLocationKey?: string;
      unprocessedEntity?: Entity;
    };
  const target = targetOf(
    unprocessedEntity?.metadata.annotations?.[ANNOTATION_LOCATION],
  );
  if (!target || !unprocessedEntity) {
    return undefined;
  }
  const entityRef = payload.entityRef ?? stringifyEntityRef(unprocessedEntity);
  return {
    kind: 'conflict',
    entityRef,
    target,
    locationKey: newLocationKey,
    message: visibleText(
      `${entityRef} belongs to another source: ${existingLocationKey}. The first source keeps it. Remove the entity from one of the files, or give it another name.`,
    ),
  };
}

function targetOf(location: string | undefined): string | undefined {
  return /^url:(.+)$/.exec(location ?? '')?.[1];
}
