import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  LimitedBackend,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

interface Item {
  id: string;
  resourceRef?: string | string[];
}

const requests: Item[][] = [];
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

it('leaves a request for few resources as it is', async () => {
  const items = [{ id: '1', resourceRef: refs(49) }, { id: '2' }];
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
  expect(requests.map(countOf)).toEqual([50, 50, 50, 31]);
});

it('passes an error on', async () => {
  const items = [
    { id: '1', resourceRef: refs(50) },
    { id: '2', resourceRef: 'wrong' },
  ];
  const { error, status } = await authorize(items);
  expect(status).toBe(400);
  expect(error).toMatchObject({ name: 'InputError', message: 'wrong' });
});
