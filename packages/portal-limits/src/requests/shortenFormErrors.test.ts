import express from 'express';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { shortenFormErrors } from './shortenFormErrors';

/** The format in which `jsonschema` reports wrong keys of an item. */
const instance = Object.fromEntries(
  Array.from({ length: 900 }, (_, index) => [`k${index}`, 1]),
);
const formErrors = Object.keys(instance).map(key => ({
  path: ['items', 0],
  property: 'instance.items[0]',
  message: `is not allowed to have the additional property "${key}"`,
  schema: { type: 'object', additionalProperties: false },
  instance,
  name: 'additionalProperties',
  argument: key,
  stack: `instance.items[0] is not allowed to have the additional property "${key}"`,
}));

let url: string;
let server: ReturnType<typeof createServer>;

beforeAll(async () => {
  const app = express();
  app.use(shortenFormErrors());
  // The scaffolder.
  app.post('/v2/tasks', (_req, res) => {
    res.status(400).json({ errors: formErrors });
  });
  app.post('/v2/dry-run', (_req, res) => {
    res.json({ log: [] });
  });
  server = createServer(app).listen(0);
  await once(server, 'listening');
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

it('sends 20 errors of a form, without its values', async () => {
  const response = await fetch(`${url}/v2/tasks`, { method: 'POST' });
  expect(response.status).toBe(400);
  const text = await response.text();
  expect(text.length).toBeLessThan(10_000);
  const { errors } = JSON.parse(text);
  expect(errors).toHaveLength(20);
  expect(errors[0]).toEqual({
    path: ['items', 0],
    property: 'instance.items[0]',
    message: 'is not allowed to have the additional property "k0"',
    name: 'additionalProperties',
    stack:
      'instance.items[0] is not allowed to have the additional property "k0"',
  });
});

it('does not change other responses', async () => {
  const response = await fetch(`${url}/v2/dry-run`, { method: 'POST' });
  expect(await response.json()).toEqual({ log: [] });
});
