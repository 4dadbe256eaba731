import {
  AuditorService,
  DatabaseService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { AuditLog } from '../audit/AuditLog';
import { Metrics } from '../audit/Metrics';
import { createStores } from './createStores';
import { SessionAdministration } from './SessionAdministration';

/** Opens the sessions of a database, without a running portal and without migrations. */
export async function openAdministration(deps: {
  auditor: AuditorService;
  database: DatabaseService;
  logger: LoggerService;
}): Promise<SessionAdministration> {
  const knex = await deps.database.getClient();
  return new SessionAdministration({
    audit: new AuditLog(deps.logger, deps.auditor),
    knex,
    metrics: new Metrics(),
    store: createStores(knex, deps.logger).sessions.store,
  });
}
