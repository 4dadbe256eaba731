import {
  makeCertificate,
  startPostgres,
  type Certificate,
  type Postgres,
} from '@backstage-bitbucket/test-kit';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Client } from 'pg';
import { productionSettings } from './productionConfig';

const password = 'pw-of-quayside-7719';

/** A PostgreSQL server with TLS, prepared with the statements that docs/production.md gives to operators. */
export class DocumentedDatabase {
  private constructor(
    readonly server: Postgres,
    private readonly certificate: Certificate,
  ) {}

  static async start(): Promise<DocumentedDatabase> {
    const certificate = makeCertificate('localhost');
    const server = await startPostgres({ tls: certificate });
    const database = new DocumentedDatabase(server, certificate);
    await database.asSuperuser(
      ...readStatements(),
      `create role visitor login password '${password}'`,
      'grant connect on database backstage to visitor',
    );
    return database;
  }

  /** The variables of the portal, without an authority for the certificate. */
  get environment() {
    return {
      POSTGRES_HOST: 'localhost',
      POSTGRES_PORT: String(this.server.connection.port),
      POSTGRES_PASSWORD: password,
    };
  }

  /** Returns the settings of a portal that uses the server. */
  settingsFor(connection = {}, database = {}, exceptions = {}) {
    return productionSettings(
      {
        backend: { database: { connection, ...database } },
        doctor: { exceptions },
      },
      { ...this.environment, POSTGRES_CA: this.certificate.cert },
    );
  }

  async asSuperuser(...statements: string[]) {
    for (const statement of statements) {
      await this.server.query(statement);
    }
  }

  /** Runs statements as the role of the portal. */
  async asPortal(database: string, statements: string[]) {
    const client = new Client({
      host: 'localhost',
      port: this.server.connection.port,
      user: 'quayside',
      password,
      database,
      ssl: { ca: this.certificate.cert },
    });
    await client.connect();
    for (const statement of statements) {
      await client.query(statement);
    }
    await client.end();
  }
}

function readStatements(): string[] {
  const text = readFileSync(
    resolve(__dirname, '../../../../docs/production.md'),
    'utf8',
  );
  return (text.match(/```sql\n([\s\S]*?)```/)?.[1] ?? '')
    .replace('<password>', password)
    .split(';')
    .map(statement => statement.trim())
    .filter(Boolean);
}
