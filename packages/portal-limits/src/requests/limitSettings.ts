import { InputError } from '@backstage/errors';
import { type Request, type RequestHandler, Router } from 'express';
import { createQueryTurns } from './limitRunningQueries';
import { describeRemedy, type Limits } from '../limits/limits';
import type { GuardOptions } from './createGuard';

/**
 * Limits how many settings of a user the portal stores, the size of a stored setting, and how many
 * requests of a user for several settings run at the same time. The portal holds the response in memory
 * until the client has read it.
 *
 * @seam The table of the plugin, which has no route that counts settings, and the path of its route.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/user-settings-backend/migrations
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/user-settings-backend/src/service/router.ts
 */
export function limitSettings(
  limits: Limits,
  { database, httpAuth }: Pick<GuardOptions, 'database' | 'httpAuth'>,
): RequestHandler {
  const most = limits['setting.count'];
  const size = limits['setting.size'];

  /** `1e20,` is stored as a number with 21 digits. */
  function checkSize(value: unknown) {
    if (Buffer.byteLength(JSON.stringify(value) ?? '') > size) {
      throw new InputError(
        `The setting is larger than ${size} bytes in the form in which the portal stores it. ${describeRemedy(
          'setting.size',
          'Make it smaller.',
        )}`,
      );
    }
  }

  async function check(req: Request) {
    checkSize(req.body?.value);
    const { principal } = await httpAuth.credentials(req, { allow: ['user'] });
    const knex = await database.getClient();
    const rows = knex('user_settings').where({
      user_entity_ref: principal.userEntityRef,
    });
    const { bucket, key } = req.params;
    if (await rows.clone().where({ bucket, key }).first('key')) {
      return;
    }
    const { count } = (await rows.count({ count: '*' }).first())!;
    if (Number(count) >= most) {
      throw new InputError(
        `The portal keeps at most ${most} settings of a user. ${describeRemedy(
          'setting.count',
          'Delete some of them.',
        )}`,
      );
    }
  }

  // In turns, because the check must count the setting of the request before it.
  const takeTurn = createQueryTurns(
    { ...limits, 'queries.running': 1 },
    { httpAuth },
  );
  return (
    Router()
      .use('/multiget', createQueryTurns(limits, { httpAuth }))
      // The path pattern of the plugin: a key can contain slashes, or be empty.
      .put('/buckets/:bucket/keys/:key(*)', takeTurn, (req, _res, next) => {
        check(req).then(() => next(), next);
      })
  );
}
