import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { EventEmitter, once } from 'node:events';
import {
  type LimitedBackend,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

interface Item {
  id: string;
  resourceRef?: string | string[];
}

const requests: Item[][] = [];
const started = new EventEmitter();
/** The decisions wait for this promise. */
let hold: Promise<void> | undefined;
let backend: LimitedBackend;

/** Allows resources whose name ends with an even digit. */
const decide = (ref: string) => (/[02468]$/.test(ref) ? 'ALLOW' : 'DENY');

const permissionPlugin = createBackendPlugin({
  pluginId: 'permission',
  register(reg) {
    reg.registerInit({
      deps: {
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
      },
      async init({ httpAuth, httpRouter }) {
        httpRouter.use(async (req, res) => {
          await httpAuth.credentials(req, { allow: ['user'] });
          const { items } = req.body as { items: Item[] };
          requests.push(items);
          started.emit('request');
          await hold;
          res.json({
            items: items.map(({ id, resourceRef = 'a0' }) => {
              if (resourceRef === 'wrong') {
                throw new InputError('wrong');
              }
              return {
                id,
                result: Array.isArray(resourceRef)
                  ? resourceRef.map(decide)
                  : decide(resourceRef),
              };
            }),
          });
        });
      },
    });
  },
});

beforeAll(async () => {
  backend = await startLimitedBackend([permissionPlugin]);
});

afterAll(() => backend.stop());

beforeEach(() => {
  requests.length = 0;
});

const refs = (count: number) =>
  Array.from({ length: count }, (_, index) => `component:default/a${index}`);

async function authorize(items: Item[]) {
  const response = await backend.send('/api/permission/authorize', { items });
  return { status: response.status, ...JSON.parse(response.text) };
}

const countOf = (items: Item[]) =>
  items.flatMap(({ resourceRef }) => resourceRef ?? ['']).length;

it('does not change a request for few resources', async () => {
  const items = [{ id: '1', resourceRef: refs(9) }, { id: '2' }];
  expect((await authorize(items)).status).toBe(200);
  expect(requests).toEqual([items]);
});

it('splits a request for many resources, and joins the decisions', async () => {
  const items = [
    { id: '1', resourceRef: refs(120) },
    { id: '2' },
    ...refs(60).map((resourceRef, index) => ({ id: `a${index}`, resourceRef })),
  ];
  const { items: decisions } = await authorize(items);
  expect(decisions).toEqual([
    { id: '1', result: refs(120).map(decide) },
    { id: '2', result: 'ALLOW' },
    ...refs(60).map((ref, index) => ({ id: `a${index}`, result: decide(ref) })),
  ]);
  expect(requests.map(countOf)).toEqual([...Array(18).fill(10), 1]);
});

it('passes an error on', async () => {
  const items = [
    { id: '1', resourceRef: refs(10) },
    { id: '2', resourceRef: 'wrong' },
  ];
  const { error, status } = await authorize(items);
  expect(status).toBe(400);
  expect(error).toMatchObject({ name: 'InputError', message: 'wrong' });
});

describe('at the same time', () => {
  let release!: () => void;

  beforeEach(() => {
    hold = new Promise(resolve => {
      release = resolve;
    });
  });

  afterEach(() => {
    hold = undefined;
  });

  async function untilStarted(count: number) {
    while (requests.length < count) {
      await once(started, 'request');
    }
  }

  it.each([
    { size: 11, running: 1, parts: 2 },
    { size: 1, running: 2, parts: 1 },
  ])(
    'runs $running requests of a user for $size resources',
    async ({ size, running, parts }) => {
      const all = [1, 2, 3].map(() =>
        authorize([{ id: '1', resourceRef: refs(size) }]),
      );
      await untilStarted(running);
      // A request without a resource does not wait. It arrives after the earlier requests.
      const basic = authorize([{ id: 'basic' }]);
      await untilStarted(running + 1);
      expect(requests.at(-1)).toEqual([{ id: 'basic' }]);
      expect(requests).toHaveLength(running + 1);
      release();
      for (const { status } of await Promise.all([...all, basic])) {
        expect(status).toBe(200);
      }
      expect(requests).toHaveLength(3 * parts + 1);
    },
  );
});
