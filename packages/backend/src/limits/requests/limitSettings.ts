import { InputError } from '@backstage/errors';
import { Request, RequestHandler, Router } from 'express';
import { describeRemedy, Limits } from '../limits';
import type { GuardOptions } from './createGuard';

/**
 * Limits how many settings of a user the portal keeps.
 *
 * @seam The table of the plugin, which has no route that counts settings, and its route. The test fails if they change.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/user-settings-backend/migrations
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/user-settings-backend/src/service/router.ts
 */
export function limitSettings(
  limits: Limits,
  { database, httpAuth }: Pick<GuardOptions, 'database' | 'httpAuth'>,
): RequestHandler {
  const most = limits['setting.count'];

  async function check(req: Request) {
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

  // The pattern of the plugin: a key can have slashes, or be empty.
  return Router().put('/buckets/:bucket/keys/:key(*)', (req, _res, next) => {
    check(req).then(() => next(), next);
  });
}
