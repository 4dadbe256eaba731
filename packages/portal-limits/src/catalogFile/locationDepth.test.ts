import catalogPlugin from '@backstage/plugin-catalog-backend';
import { setTimeout } from 'node:timers/promises';
import {
  type LimitedBackend,
  REPOSITORY,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

const DEPTH = 'backend.limits/location-depth';
const MESSAGE = 'because it is in a chain of more than 3 Locations';
let backend: LimitedBackend;

beforeAll(async () => {
  backend = await startLimitedBackend([catalogPlugin], {
    backend: { limits: { location: { depth: 3, chained: 4 } } },
  });
});

afterAll(() => backend.stop());

beforeEach(() => {
  backend.reads.length = 0;
});

/** Adds a chain of files: each lists the next one, and the last one lists the file of a component. */
function addChain(name: string, count: number, annotations?: object) {
  const add = (index: number, kind: string, spec: object) => {
    backend.files[`${name}${index}.yaml`] = JSON.stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind,
      metadata: { name: `${name}${index}`, annotations },
      spec,
    });
  };
  for (let index = 0; index < count; index++) {
    add(index, 'Location', { target: `./${name}${index + 1}.yaml` });
  }
  add(count, 'Component', { type: 'a', lifecycle: 'a', owner: 'a' });
}

function register(name: string, isDryRun: boolean) {
  return backend.send(`/api/catalog/locations?dryRun=${isDryRun}`, {
    type: 'url',
    target: `${REPOSITORY}/${name}`,
  });
}

const read = (entity: string) =>
  backend.send(`/api/catalog/entities/by-name/${entity}`);

it.each([undefined, { [DEPTH]: '-100' }])(
  'rejects a long chain, whatever the files contain: %j',
  async annotations => {
    addChain('deep', 4, annotations);
    const { status, text } = await register('deep0.yaml', true);
    expect(text).toContain(MESSAGE);
    expect(status).toBe(400);
    expect(backend.reads).toHaveLength(4);
  },
);

it('reads a shorter chain', async () => {
  addChain('flat', 3, { [DEPTH]: '100' });
  expect(await register('flat0.yaml', true)).toMatchObject({ status: 201 });
});

it('reports at the last Location that the next one is omitted', async () => {
  addChain('long', 4);
  await register('long0.yaml', false);
  while (!(await read('location/default/long2')).text.includes(MESSAGE)) {
    await setTimeout(100);
  }
  expect(await read('location/default/long3')).toMatchObject({ status: 404 });
  expect(backend.reads).not.toContain(`${REPOSITORY}/long4.yaml`);
}, 60_000);

it('limits the entities of all chained Locations', async () => {
  const add = (file: string, kind: string, specs: Record<string, object>) => {
    backend.files[`${file}.yaml`] = Object.entries(specs)
      .map(([name, spec]) =>
        JSON.stringify({
          apiVersion: 'backstage.io/v1alpha1',
          kind,
          metadata: { name },
          spec,
        }),
      )
      .join('\n---\n');
  };
  const spec = { type: 'a', lifecycle: 'a', owner: 'a' };
  add('wide', 'Location', {
    left: { target: './left.yaml' },
    right: { target: './right.yaml' },
  });
  add('left', 'Component', { 'left-1': spec, 'left-2': spec });
  add('right', 'Component', { 'right-1': spec, 'right-2': spec });
  await register('wide.yaml', false);
  for (const name of ['left-1', 'left-2', 'right-1', 'right-2']) {
    while ((await read(`component/default/${name}`)).status !== 200) {
      await setTimeout(100);
    }
  }

  add('left', 'Component', { 'left-1': spec, 'left-2': spec, 'left-3': spec });
  const entityRef = 'location:default/left';
  await backend.send('/api/catalog/refresh', { entityRef });
  const message =
    'All Locations below the registered location have more than 4';
  while (!(await read('location/default/left')).text.includes(message)) {
    await setTimeout(100);
  }
  expect((await read('component/default/left-2')).status).toBe(200);
  expect((await read('component/default/left-3')).status).toBe(404);
}, 60_000);
