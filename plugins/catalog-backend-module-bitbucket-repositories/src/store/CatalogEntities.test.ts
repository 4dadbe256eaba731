import { type Knex } from 'knex';
import { databases, type TestDatabase } from '../__testUtils__/databases';
import { CatalogEntities } from './CatalogEntities';

const NAME = 'harbour-bikes-sea';

describe.each(databases)('with $name', ({ open }) => {
  let database: TestDatabase;
  let catalog: CatalogEntities;
  /** Numbers of entities that the database returned at once. */
  let reads: number[];

  beforeAll(async () => {
    database = await open();
    await createTables(database.knex);
    database.knex.on('query-response', (rows, { sql }) => {
      if (/select .?final_entity/.test(sql)) {
        reads.push(Array.isArray(rows) ? rows.length : rows.rows.length);
      }
    });
    catalog = new CatalogEntities(database.knex);
  });
  beforeEach(() => (reads = []));
  afterAll(() => database.close());

  async function createTables(knex: Knex) {
    await knex.schema.createTable('final_entities', table => {
      table.string('entity_id').primary();
      table.string('entity_ref');
      table.text('final_entity');
    });
    await knex.schema.createTable('search', table => {
      table.string('entity_id');
      table.string('key');
      table.string('value');
    });
    await add('Group', 'default');
    for (let index = 0; index < 25; index++) {
      await add('API', `namespace-${index}`);
    }
  }

  /** Adds an entity that has the same name as the others, in another namespace. */
  async function add(kind: string, namespace: string) {
    const id = `${kind}-${namespace}`;
    const entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind,
      metadata: {
        name: NAME,
        namespace,
        annotations: { 'bitbucket.org/repo-uuid': '{a}', other: 'long' },
        description: 'long',
      },
      spec: { type: 'project', definition: 'long' },
    };
    await database.knex('final_entities').insert({
      entity_id: id,
      entity_ref: `${kind}:${namespace}/${NAME}`.toLowerCase(),
      final_entity: JSON.stringify(entity),
    });
    await database
      .knex('search')
      .insert({ entity_id: id, key: 'metadata.name', value: NAME });
  }

  it('reads 10 entities at a time', async () => {
    const found = await catalog.findByValues('metadata.name', [NAME]);
    expect(found).toHaveLength(26);
    expect(reads).toEqual([10, 10, 6]);
  });

  it('reads only entities of the given kinds', async () => {
    const kinds = ['group', 'user'];
    const found = await catalog.findByValues('metadata.name', [NAME], kinds);
    expect(found.map(({ kind }) => kind)).toEqual(['Group']);
    expect(reads).toEqual([1]);
  });

  it('returns no long values of an entity', async () => {
    const refs = [`api:namespace-1/${NAME}`];
    const [entity] = await catalog.findByRefs(refs);
    expect(entity).toMatchObject({
      kind: 'API',
      metadata: {
        name: NAME,
        namespace: 'namespace-1',
        annotations: { 'bitbucket.org/repo-uuid': '{a}' },
      },
      spec: { type: 'project' },
    });
    expect(JSON.stringify(entity)).not.toContain('long');
  });
});
