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
    backend: { limits: { location: { depth: 3 } } },
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
