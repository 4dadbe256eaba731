import {
  type AuditorService,
  type DatabaseService,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { AuditLog } from '../audit/AuditLog';
import { Metrics } from '../audit/Metrics';
import { createStores } from './createStores';
import { SessionAdministration } from './SessionAdministration';
import { SESSIONS_TABLE } from '../model/SessionRow';

/**
 * Opens the sessions of a database, without a running portal and without migrations.
 *
 * @throws Error if the database has no sessions
 */
export async function openAdministration(deps: {
  auditor: AuditorService;
  database: DatabaseService;
  logger: LoggerService;
}): Promise<SessionAdministration> {
  const knex = await deps.database.getClient();
  if (!(await knex.schema.hasTable(SESSIONS_TABLE))) {
    throw new Error(
      'This database contains no portal sessions. Check the configuration files (--config), or start the portal once.',
    );
  }
  const { guard, sessions } = createStores(knex, deps.logger);
  return new SessionAdministration({
    audit: new AuditLog(deps.logger, deps.auditor),
    guard,
    knex,
    metrics: new Metrics(),
    store: sessions.store,
  });
}
