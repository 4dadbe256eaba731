import catalogPlugin from '@backstage/plugin-catalog-backend';
import { setTimeout } from 'node:timers/promises';
import { entityFile as entity } from '../__testUtils__/entityFile';
import {
  type LimitedBackend,
  REPOSITORY,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

let backend: LimitedBackend;

beforeAll(async () => {
  backend = await startLimitedBackend([catalogPlugin], {
    backend: { limits: { location: { size: 100_000, entities: 50 } } },
    catalog: {
      processingInterval: { seconds: 1 },
      rules: [{ allow: ['Component', 'Location'] }],
    },
  });
});

afterAll(() => backend.stop());

beforeEach(() => {
  backend.reads.length = 0;
});

const component = (name: string, text = '') =>
  entity('Component', name, {
    type: 'service',
    lifecycle: 'production',
    owner: 'team',
    text,
  });
const locationOf = (name: string, targets: string[]) =>
  entity('Location', name, { targets: targets.map(target => `./${target}`) });
const namesOf = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}.yaml`);

function add(names: string[], text = '') {
  for (const name of names) {
    backend.files[name] = component(name.replace('.yaml', ''), text);
  }
}

function register(name: string, isDryRun: boolean) {
  return backend.send(`/api/catalog/locations?dryRun=${isDryRun}`, {
    type: 'url',
    target: `${REPOSITORY}/${name}`,
  });
}

it('rejects a name that the catalog generates for registered locations', async () => {
  backend.files['squat.yaml'] = locationOf(
    `generated-${'0'.repeat(40)}`,
    namesOf('squat', 1),
  );
  const { status, text } = await register('squat.yaml', true);
  expect(status).toBe(400);
  expect(text).toContain('is reserved for registered locations');
});

it('rejects a file whose Locations have too many targets in total', async () => {
  backend.files['many.yaml'] = ['a', 'b', 'c']
    .map(each => locationOf(`many-${each}`, namesOf(each, 40)))
    .join('\n---\n');
  const { status, text } = await register('many.yaml', true);
  expect(status).toBe(400);
  expect(text).toContain('its Locations have more than 100 targets');
  expect(backend.reads).toHaveLength(1);
});

describe('the dry run of a Location', () => {
  it('reads all targets', async () => {
    const targets = namesOf('good', 20);
    add(targets);
    backend.files['all.yaml'] = locationOf('all', [...targets, 'good-$.yaml']);
    backend.files['good-$.yaml'] = component('good-last');
    const response = await register('all.yaml', true);
    expect(response.status).toBe(201);
    expect(JSON.parse(response.text).entities).toHaveLength(23);
  });

  it('reports a target that is missing', async () => {
    backend.files['all.yaml'] = locationOf('all', ['missing.yaml']);
    const response = await register('all.yaml', true);
    expect(response.status).toBe(400);
    expect(response.text).toContain('missing.yaml');
  });

  it('stops at the total size of the targets', async () => {
    const targets = namesOf('large', 40);
    add(targets, 'x'.repeat(30_000));
    backend.files['all.yaml'] = locationOf('all', targets);
    const response = await register('all.yaml', true);
    expect(response.status).toBe(400);
    expect(response.text).toContain('more than 100,000 bytes in total');
    expect(backend.reads).toHaveLength(5);
  });

  it('stops at the number of entities', async () => {
    const targets = namesOf('many', 80);
    add(targets);
    backend.files['all.yaml'] = locationOf('all', targets);
    const response = await register('all.yaml', true);
    expect(response.status).toBe(400);
    expect(response.text).toContain('more than 50 entities in total');
    expect(backend.reads.length).toBeLessThan(55);
  });

  it('counts the files of nested Locations', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `part${index}`);
    for (const name of names) {
      const targets = namesOf(name, 10);
      add(targets);
      backend.files[`${name}.yaml`] = locationOf(name, targets);
    }
    backend.files['all.yaml'] = locationOf(
      'all',
      names.map(name => `${name}.yaml`),
    );
    const response = await register('all.yaml', true);
    expect(response.status).toBe(400);
    expect(response.text).toContain('more than 50 entities in total');
    expect(backend.reads.length).toBeLessThan(65);
  });

  it('counts the texts of placeholders', async () => {
    backend.files['text.txt'] = 'x'.repeat(20_000);
    const targets = namesOf('text', 10);
    for (const name of targets) {
      backend.files[name] = component(name).replace(
        '"text":""',
        '"text":{"$text":"./text.txt"}',
      );
    }
    backend.files['all.yaml'] = locationOf('all', targets);
    const response = await register('all.yaml', true);
    expect(response.status).toBe(400);
    expect(response.text).toContain('more than 100,000 bytes in total');
  });
});

it('reports an error at a registered Location whose targets are too large, and keeps its entities', async () => {
  const targets = namesOf('registered', 20);
  add(targets, 'x'.repeat(30_000));
  backend.files['registered.yaml'] = locationOf(
    'registered',
    targets.slice(0, 2),
  );
  await register('registered.yaml', false);
  await waitForText('component/default/registered1', '"relations"');

  backend.files['registered.yaml'] = locationOf('registered', targets);
  await waitForText(
    'location/default/registered',
    'more than 100,000 bytes in total',
  );
  await waitForText('component/default/registered1', '"relations"');
  const path = '/api/catalog/entities/by-name/component/default/registered2';
  expect(await backend.send(path)).toMatchObject({ status: 404 });
}, 60_000);

it('stores at most 100 errors of the files of a Location, and keeps its entities', async () => {
  const targets = namesOf('wrong', 4);
  add(targets);
  backend.files['wrong.yaml'] = locationOf('wrong', targets);
  await register('wrong.yaml', false);
  await waitForText('component/default/wrong3', '"relations"');

  for (const name of targets) {
    backend.files[name] = Array(40).fill('{a: 1, A: 2}').join('\n---\n');
  }
  const text = await waitForText(
    'location/default/wrong',
    'more than 100 errors in total',
  );
  // The last error is that of the limit.
  expect(JSON.parse(text).status.items).toHaveLength(101);
  await waitForText('component/default/wrong3', '"relations"');
}, 60_000);

it('reads the targets of registered Locations one by one, each within its own limits', async () => {
  const names = Array.from({ length: 3 }, (_, index) => `tree${index}`);
  for (const name of names) {
    const targets = namesOf(`${name}-`, 30);
    add(targets);
    backend.files[`${name}.yaml`] = locationOf(name, targets);
  }
  backend.files['tree.yaml'] = locationOf(
    'tree',
    names.map(name => `${name}.yaml`),
  );
  await register('tree.yaml', false);
  for (const name of names) {
    await waitForText(`component/default/${name}-29`, '"relations"');
  }
  const tree = await backend.send(
    '/api/catalog/entities/by-name/location/default/tree',
  );
  expect(tree.text).not.toContain('in total');
}, 60_000);

it('reuses the cached entities of a target that has not changed', async () => {
  add(['same.yaml', 'changed.yaml']);
  backend.files['pair.yaml'] = locationOf('pair', [
    'same.yaml',
    'changed.yaml',
  ]);
  await register('pair.yaml', false);
  const same = `${REPOSITORY}/same.yaml`;
  while (!backend.unchanged.includes(same)) {
    await setTimeout(100);
  }
  add(['changed.yaml'], 'new text');
  await waitForText('component/default/changed', 'new text');
  const path = '/api/catalog/entities/by-name/component/default/same';
  expect(await backend.send(path)).toMatchObject({ status: 200 });
}, 60_000);

it('leaves the entities of a file to the location that provided them first', async () => {
  add(['held.yaml', 'own.yaml']);
  await register('held.yaml', false);
  await waitForText('component/default/held', '"relations"');
  const seen = new Set<string>();
  const watch = async (readings: number) => {
    backend.reads.length = 0;
    const isDone = () =>
      backend.reads.filter(url => url.endsWith('/taker.yaml')).length >=
      readings;
    while (!isDone()) {
      const { text } = await backend.send(
        '/api/catalog/entities/by-name/component/default/held',
      );
      seen.add(
        JSON.parse(text).metadata?.annotations[
          'backstage.io/managed-by-origin-location'
        ],
      );
      await setTimeout(50);
    }
  };
  // Another user lists the file in another file, and then removes the entry.
  backend.files['taker.yaml'] = locationOf('taker', ['held.yaml', 'own.yaml']);
  await register('taker.yaml', false);
  await watch(3);
  backend.files['taker.yaml'] = locationOf('taker', ['own.yaml']);
  await watch(3);
  expect([...seen]).toEqual([`url:${REPOSITORY}/held.yaml`]);
}, 60_000);

it('provides the entities of a file through another location after the first one is removed', async () => {
  add(['shared.yaml', 'other.yaml']);
  const { text } = await register('shared.yaml', false);
  await waitForText('component/default/shared', '"relations"');
  backend.files['list.yaml'] = locationOf('list', [
    'shared.yaml',
    'other.yaml',
  ]);
  await register('list.yaml', false);
  await waitForText('component/default/other', '"relations"');
  await backend.send(
    `/api/catalog/locations/${JSON.parse(text).location.id}`,
    undefined,
    { method: 'DELETE' },
  );
  await waitForText(
    'component/default/shared',
    `"backstage.io/managed-by-origin-location":"url:${REPOSITORY}/list.yaml"`,
  );
}, 60_000);

async function waitForText(entityPath: string, text: string) {
  const path = `/api/catalog/entities/by-name/${entityPath}`;
  for (;;) {
    const response = await backend.send(path);
    if (response.text.includes(text)) {
      return response.text;
    }
    await setTimeout(100);
  }
}
