import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readingFeatures as reading } from './readingFeatures';

const SECRET = 'REDIS_URL=rediss://:topsecret@cache: x: y';

describe('the catalog and files of the backend', () => {
  const directory = mkdtempSync(join(tmpdir(), 'reading-'));
  const file = join(directory, 'portal.env');
  let backend: Awaited<ReturnType<typeof startTestBackend>>;

  beforeAll(async () => {
    writeFileSync(file, SECRET);
    backend = await startTestBackend({
      features: [
        catalogPlugin,
        reading,
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost' },
            backend: { baseUrl: 'http://localhost' },
          },
        }),
      ],
    });
  }, 60_000);

  afterAll(async () => {
    await backend?.stop();
    rmSync(directory, { recursive: true });
  });

  async function validate(entity: object, path = '/validate-entity') {
    const response = await fetch(
      `http://localhost:${backend.server.port()}/api/catalog${path}`,
      {
        method: 'POST',
        headers: {
          authorization: mockCredentials.user.header(),
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          location: 'url:https://localhost/x.yaml',
          entity: { apiVersion: 'backstage.io/v1alpha1', ...entity },
        }),
      },
    );
    return { status: response.status, text: await response.text() };
  }

  const fromFile = (type: string, target: string, managed = 'file:/x') => ({
    kind: 'Location',
    metadata: {
      name: 'x',
      annotations: {
        'backstage.io/managed-by-location': managed,
        'backstage.io/managed-by-origin-location': managed,
      },
    },
    spec: { type, target },
  });

  it.each([
    ['a file', fromFile('file', file)],
    ['a file that does not exist', fromFile('file', `${file}.no`)],
    ['a pattern', fromFile('file', join(directory, '*'))],
    ['a relative path', fromFile('file', './portal.env', `file:${file}`)],
    ['a device', fromFile('file', '/dev/zero')],
  ])('does not read %s for a validation', async (_, entity) => {
    const { status, text } = await validate(entity);
    expect(status).toBe(400);
    expect(text).toContain(
      'Registered locations must be of an allowed type [\\"url\\"]',
    );
    expect(text).not.toContain('topsecret');
  });

  it.each(['/VALIDATE-ENTITY', '/validate-entity/', '/validate%2Dentity'])(
    'does not read a file at %s',
    async path => {
      const { status, text } = await validate(fromFile('file', file), path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toContain('topsecret');
      expect(text).not.toContain('Expected object at root');
    },
  );

  const withSource = (source: string) => ({
    kind: 'Component',
    metadata: {
      name: 'x',
      annotations: { 'backstage.io/source-location': source },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'a' },
  });

  it.each([
    'file:/run/secrets',
    'FILE:/run/secrets',
    '/run/secrets',
    'url:file:///run/secrets/x',
    'URL:file:///run/secrets/x',
    'url: file:///run/secrets/x',
    'url :https://bitbucket.org/acme/app/',
    'url:https://bitbucket.org/acme/app/ ',
    'url:FILE:///run/secrets/x',
    'url:/run/secrets/x',
    'url:ftp://bitbucket.org/acme/app/',
    'url:https://',
  ])('rejects %j as the source of an entity from a URL', async source => {
    const { status, text } = await validate(withSource(source));
    expect(status).toBe(400);
    expect(text).toContain('source-location is not a URL');
  });

  it.each([
    'url:https://bitbucket.org/acme/app',
    'url:https://bitbucket.org/acme/app/src/main/',
    'url:http://localhost:1234/a',
  ])('accepts %s as the source of an entity', async source => {
    expect(await validate(withSource(source))).toMatchObject({ status: 200 });
  });
});
