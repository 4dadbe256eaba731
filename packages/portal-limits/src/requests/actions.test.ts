import {
  coreServices,
  createBackendModule,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { Router } from 'express';
import {
  type LimitedBackend,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';
import { standardLimits } from '../limits/limits';
import { limitActionPages } from './limitActionPages';

let backend: LimitedBackend;
let database: DatabaseService;

const scaffolderDatabase = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'test-database',
  register(reg) {
    reg.registerInit({
      deps: { service: coreServices.database },
      async init({ service }) {
        database = service;
      },
    });
  },
});

beforeAll(async () => {
  backend = await startLimitedBackend(
    [catalogPlugin, scaffolderPlugin, scaffolderDatabase],
    { backend: { limits: { runs: { events: 3 } } } },
  );
});

afterAll(() => backend.stop());

const yamlKeys = Array.from({ length: 2_600 }, (_, index) => `k${index}: v`);

describe('an action', () => {
  it.each([
    [
      'a large file',
      'catalog/.backstage/actions/v1/actions/catalog:validate-entity',
      { entity: yamlKeys.join('\n') },
      'The entity has more than 2,500 values',
    ],
    [
      'nested keys',
      'catalog/.backstage/actions/v2/actions/catalog:validate-entity',
      { input: { entity: `${'? '.repeat(1_000)}a` } },
      'a key that begins with "? "',
    ],
    [
      'a file of syntax errors',
      'catalog/.backstage/actions/v1/actions/catalog:validate-entity',
      { entity: `[${','.repeat(5_000)}` },
      '100 syntax errors',
    ],
    [
      'a large file with a syntax error',
      'catalog/.backstage/actions/v1/actions/catalog:validate-entity',
      { entity: [...yamlKeys.slice(600), 'x: "a" b'].join('\n') },
      'Unexpected scalar at node end at line 2001, column 8',
    ],
    [
      'a large file with the same key twice',
      'catalog/.backstage/actions/v2/actions/catalog:validate-entity',
      { input: { entity: [...yamlKeys.slice(600), 'k700: v'].join('\n') } },
      'Map keys must be unique at line 2001, column 1',
    ],
    [
      'several large documents',
      'catalog/.backstage/actions/v1/actions/catalog:validate-entity',
      {
        entity: Array(2).fill(yamlKeys.slice(1_400).join('\n')).join('\n---\n'),
      },
      'It has more than one document',
    ],
    [
      'a large template',
      'scaffolder/.backstage/actions/v1/actions/scaffolder:dry-run-template',
      { templateYaml: yamlKeys.join('\n') },
      'The entity has more than 2,500 values',
    ],
  ])('refuses %s', async (_, path, body, message) => {
    const response = await backend.send(`/api/${path}/invoke`, body);
    expect(response.status).toBe(400);
    expect(response.text).toContain(JSON.stringify(message).slice(1, -1));
  });

  it.each([
    ['an entity', 'kind: Component\nmetadata:\n  name: a'],
    ['wrong YAML, which the action explains', 'a: b: c'],
  ])('accepts %s', async (_, entity) => {
    const response = await backend.send(
      '/api/catalog/.backstage/actions/v1/actions/catalog:validate-entity/invoke',
      { entity },
    );
    expect(response.text).toContain('"isValid":false');
  });

  describe('that queries the catalog', () => {
    const query = (version: string, input: object) =>
      backend.send(
        `/api/catalog/.backstage/actions/${version}/actions/catalog%3Aquery-catalog-entities/invoke`,
        version === 'v1' ? input : { input },
      );

    it.each(['v1', 'v2'])('reads few entities at once: %s', async version => {
      for (const limit of [11, '11', '5e1000']) {
        const response = await query(version, { limit });
        expect(response.status).toBe(400);
        expect(response.text).toMatch(/more than (10|1,000)\./);
      }
      expect(await query(version, { limit: 10 })).toMatchObject({
        status: 200,
      });
    });

    it.each(['v1', 'V1', 'v2'])('has a limit by default: %s', async version => {
      const route = Router().use(limitActionPages(standardLimits));
      const body = version === 'v2' ? { input: {} } : {};
      const req = {
        body,
        method: 'POST',
        url: `/.backstage/actions/${version}/actions/catalog:query-catalog-entities/invoke`,
      };
      await new Promise(resolve => {
        route(req as never, {} as never, resolve);
      });
      const input = { limit: 10 };
      expect(body).toEqual(version === 'v2' ? { input } : input);
    });
  });

  it('that lists runs of templates reads few at once', async () => {
    const path = 'scaffolder:list-scaffolder-tasks/invoke';
    const list = (limit: number) =>
      backend.send(`/api/scaffolder/.backstage/actions/v1/actions/${path}`, {
        limit,
      });
    expect((await list(11)).text).toContain(
      'The limit of the query is more than 10. Request several pages.',
    );
    expect(await list(10)).toMatchObject({ status: 200 });
  });

  it('rejects an output above 1 MiB, and sends the error', async () => {
    const json = jest.fn();
    const res = { json };
    const req = {
      body: {},
      method: 'POST',
      url: '/.backstage/actions/v1/actions/catalog:get-catalog-entity/invoke',
    };
    await new Promise(resolve => {
      limitActionPages(standardLimits)(req as never, res as never, resolve);
    });
    expect(() => res.json({ output: '\u0001'.repeat(180_000) })).toThrow(
      'The call returns more than 1,048,576 bytes. Request fewer entities, or only some of their fields. An administrator can change backend.limits.lists.entitiesSize.',
    );
    expect(json).not.toHaveBeenCalled();
    res.json({ error: 'a' });
    expect(json).toHaveBeenCalledWith({ error: 'a' });
  });

  it('accepts 100 kB, the size without limits', async () => {
    const path = 'scaffolder:dry-run-template/invoke';
    const response = await backend.send(
      `/api/scaffolder/.backstage/actions/v1/actions/${path}`,
      { templateYaml: 'x'.repeat(110_000) },
    );
    expect(response.status).toBe(413);
  });
});

describe('a run of a template', () => {
  const post = (path: string, body: object = {}) =>
    backend.send(`/api/scaffolder/${path}`, body);

  async function insertRun(id: string, status: string) {
    const knex = await database.getClient();
    await knex('tasks').insert({ id, status, spec: '{"steps":[]}' });
  }

  it.each([
    ['an unknown template', 404, 'template:default/none', 'not found'],
    ['a wrong reference', 400, 'a:/', 'not an entity reference'],
    ['another kind', 400, 'user:default/a', "only 'Template' kind"],
  ])(
    'that an assistant starts for %s is rejected',
    async (_, status, templateRef, message) => {
      const response = await post(
        '.backstage/actions/v1/actions/scaffolder:execute-template/invoke',
        { templateRef, values: {} },
      );
      expect(response.status).toBe(status);
      expect(response.text).toContain(message);
    },
  );

  it('cannot be cancelled after its end', async () => {
    const id = '0b64a4d4-53f5-4bbc-9d0d-4ae0a1c1d7a1';
    await insertRun(id, 'completed');
    const response = await post(`v2/tasks/${id}/cancel`);
    expect(response.status).toBe(409);
    expect(response.text).toContain('has finished');
  });

  it('can be cancelled a few times', async () => {
    const id = '0b64a4d4-53f5-4bbc-9d0d-4ae0a1c1d7a2';
    await insertRun(id, 'processing');
    const knex = await database.getClient();
    const event = { task_id: id, event_type: 'log' };
    await knex('task_events').insert({ ...event, body: '{"message":"a"}' });
    const early = await post(`v2/tasks/${id}/cancel`);
    expect(early).toEqual({
      status: 409,
      text: expect.stringContaining('has begun no step'),
    });
    await knex('task_events').insert({ ...event, body: '{"stepId":"a"}' });
    const responses = await Promise.all(
      Array.from({ length: 7 }, () => post(`v2/tasks/${id}/cancel`)),
    );
    expect(responses.map(({ status }) => status).sort()).toEqual([
      ...Array(5).fill(200),
      ...Array(2).fill(409),
    ]);
  });

  it('cannot start again if its log is long', async () => {
    const id = '0b64a4d4-53f5-4bbc-9d0d-4ae0a1c1d7a3';
    await insertRun(id, 'failed');
    const knex = await database.getClient();
    const event = { task_id: id, event_type: 'log', body: '{}' };
    await knex('task_events').insert([event, event]);
    expect(await post(`v2/tasks/${id}/retry`)).toMatchObject({ status: 201 });
    const response = await post(`v2/tasks/${id}/retry`);
    expect(response.status).toBe(409);
    expect(response.text).toContain(
      'has 3 entries or more, so the run cannot start again. Start a new run. An administrator can change backend.limits.runs.events.',
    );
  });
});
