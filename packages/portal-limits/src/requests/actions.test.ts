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

beforeAll(async () => {
  backend = await startLimitedBackend([catalogPlugin, scaffolderPlugin]);
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
