import { type Request } from 'express';
import { type Limits } from '../limits/limits';
import { findListProblem } from './findListProblem';
import { findIdProblem } from './requireUuids';

/**
 * The columns of the list of notifications.
 *
 * @seam The names and lengths of the columns:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/notifications-backend/src/database/DatabaseNotificationsStore.ts
 * @seamTest packages/portal-limits/src/requests/refusedValues.test.ts
 */
const COLUMNS =
  /^(id|title|description|severity|link|origin|scope|topic|icon|created|updated|user|read|saved)(,|$)/;
/** The length of the columns for the origin and the topic of a setting. */
const NAME_LENGTH = 255;

/**
 * Checks a request to the notifications plugin for values that cause a database error.
 *
 * @returns a sentence for the user, or `undefined`
 */
export function findNotificationProblem(
  { body, query }: Pick<Request, 'body' | 'query'>,
  limits: Limits,
): string | undefined {
  return (
    findListProblem(body?.ids, 'lists.notifications', limits) ??
    findIdProblem(body?.ids, 'notification') ??
    findOrderProblem(query.orderField) ??
    findDateProblem(query.createdAfter) ??
    findSettingsProblem(body?.channels, limits)
  );
}

function findOrderProblem(orderField: unknown): string | undefined {
  return [orderField ?? []].flat().every(field => COLUMNS.test(String(field)))
    ? undefined
    : 'The orderField of the request is not a field of a notification, such as created.';
}

function findDateProblem(date: unknown): string | undefined {
  const year = new Date(String(date)).getUTCFullYear();
  // The plugin rejects a value that is not a date.
  return year < 0 || year > 9999
    ? 'The date createdAfter of the request is not in the years 0 to 9999.'
    : undefined;
}

/** A channel, an origin or a topic of the settings, before validation. */
interface Setting {
  id?: unknown;
  origins?: Setting[];
  topics?: Setting[];
}

/**
 * The plugin deletes all settings of a user, and then inserts the new ones in one statement. This
 * statement must be short and must not fail.
 */
function findSettingsProblem(
  channels: unknown,
  limits: Limits,
): string | undefined {
  if (!Array.isArray(channels)) {
    return undefined;
  }
  const origins = channels.flatMap((channel?: Setting) => channel?.origins);
  if (origins.length === 0 || origins.includes(undefined)) {
    return 'The settings of the request have a channel without origins, or no channel.';
  }
  const settings = origins.flatMap(origin => [
    origin,
    ...(origin?.topics ?? []),
  ]);
  const problem = findListProblem(settings, 'lists.notifications', limits);
  if (problem) {
    return problem;
  }
  return settings.some(setting => String(setting?.id).length > NAME_LENGTH)
    ? `The settings of the request have an origin or a topic of more than ${NAME_LENGTH} characters.`
    : undefined;
}
