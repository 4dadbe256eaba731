import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import { createBackendModule } from '@backstage/backend-plugin-api';
import searchPlugin from '@backstage/plugin-search-backend';
import searchModulePg from '@backstage/plugin-search-backend-module-pg';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { Readable } from 'node:stream';
import {
  findPostgres,
  startPostgres,
  type Postgres,
} from '@backstage-bitbucket/test-kit';
import {
  type LimitedBackend,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

const pages = [
  { title: 'Pumps', text: 'How to use a pump', location: '/pumps' },
  { title: 'Half \uD800 pair', text: 'zero \0 byte', location: '/a\0b' },
  {
    title: 'Valves',
    text: `${'a '.repeat(9_999)}a\u{1F600} late`,
    location: '/valves',
  },
  {
    title: `Hoses ${'<!--'.repeat(4_000)}`,
    text: '1-a-'.repeat(5_000),
    location: '/hoses',
    lifecycle: ['1-a-'.repeat(10_000)],
  },
];

let indexed: Promise<void>;

/** Collates the pages, like the TechDocs collator. */
const collator = createBackendModule({
  pluginId: 'search',
  moduleId: 'pages',
  register(reg) {
    reg.registerInit({
      deps: { registry: searchIndexRegistryExtensionPoint },
      async init({ registry }) {
        registry.addCollator({
          // Runs once, at the start of the backend.
          schedule: {
            run: async ({ fn }) => {
              indexed = Promise.resolve(fn(new AbortController().signal));
              await indexed;
            },
          },
          factory: {
            type: 'techdocs',
            getCollator: async () => Readable.from(pages),
          },
        });
      },
    });
  },
});

const withPostgres = findPostgres() ? describe : describe.skip;

withPostgres('an index (skipped where PostgreSQL is not installed)', () => {
  let backend: LimitedBackend;
  let server: Postgres;

  beforeAll(async () => {
    server = await startPostgres();
    const { connection } = server;
    backend = await startLimitedBackend(
      [databaseServiceFactory, searchPlugin, searchModulePg, collator],
      { backend: { database: { client: 'pg', connection } } },
    );
    await indexed;
  }, 60_000);

  afterAll(async () => {
    await backend?.stop();
    await server?.close();
  });

  it('stores the beginning of a long text', async () => {
    const [{ document }] = await search('valves');
    expect(document.text).toHaveLength(20_000);
    expect(document.text).toMatch(/a a\uFFFD$/);
    expect(await search('late')).toEqual([]);
  });

  it('separates the parts of texts that PostgreSQL reads repeatedly', async () => {
    const [{ document }] = await search('hoses');
    expect(document.location).toBe('/hoses');
    expect(JSON.stringify(document)).not.toMatch(/<!--|[^\s"]{201}/);
  });

  async function search(term: string): Promise<any[]> {
    const { text } = await backend.send(`/api/search/query?term=${term}`);
    return JSON.parse(text).results;
  }

  it('stores all documents, including one with a text that PostgreSQL cannot store', async () => {
    expect(await search('pump')).toHaveLength(1);
    expect(await search('byte')).toMatchObject([
      {
        document: {
          title: 'Half \uFFFD pair',
          text: 'zero \uFFFD byte',
          location: '/a\uFFFDb',
        },
      },
    ]);
  });
});
